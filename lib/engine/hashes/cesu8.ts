/**
 * Text as CESU-8 bytes: every UTF-16 code unit on its own as one, two or three bytes. Differs from UTF-8 for characters
 * beyond U+FFFF (six bytes instead of four) and for lone surrogates (three bytes, nothing replaced).
 *
 * @see {@link https://www.unicode.org/reports/tr26/ | Unicode Technical Report 26}
 */
export function cesu8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) {
      bytes[at++] = code;
      continue;
    }
    if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6);
    } else {
      bytes[at++] = 0xe0 | (code >> 12);
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
    }
    bytes[at++] = 0x80 | (code & 0x3f);
  }
  return bytes.subarray(0, at);
}
