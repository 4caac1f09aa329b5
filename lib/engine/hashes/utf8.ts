/**
 * Text as UTF-8 bytes (RFC 3629), written into a buffer that is reused, so that hashing a visitor allocates nothing.
 * A lone surrogate becomes U+FFFD, as in the WHATWG Encoding Standard.
 */
export class Utf8Buffer {
  /** The content, and what happens to be behind it. Replaced when it has to grow. */
  bytes = new Uint8Array(256);
  /** How many of {@link Utf8Buffer.bytes} are the content. */
  length = 0;

  /** Replaces the content. */
  set(text: string): this {
    this.length = 0;
    return this.append(text);
  }

  /** Adds text at the end. A surrogate pair must not be split over two calls. */
  append(text: string): this {
    const needed = this.length + text.length * 3;
    if (needed > this.bytes.length) this.grow(needed);
    const bytes = this.bytes;
    let at = this.length;
    for (let i = 0; i < text.length; i++) {
      let code = text.charCodeAt(i);
      if (code < 0x80) {
        bytes[at++] = code;
        continue;
      }
      if (code >= 0xd800 && code <= 0xdfff) {
        const next = code < 0xdc00 && i + 1 < text.length ? text.charCodeAt(i + 1) : 0;
        if (next >= 0xdc00 && next <= 0xdfff) {
          code = 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00);
          i++;
          bytes[at++] = 0xf0 | (code >> 18);
          bytes[at++] = 0x80 | ((code >> 12) & 0x3f);
          bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
          bytes[at++] = 0x80 | (code & 0x3f);
          continue;
        }
        code = 0xfffd;
      }
      if (code < 0x800) {
        bytes[at++] = 0xc0 | (code >> 6);
      } else {
        bytes[at++] = 0xe0 | (code >> 12);
        bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
      }
      bytes[at++] = 0x80 | (code & 0x3f);
    }
    this.length = at;
    return this;
  }

  private grow(needed: number): void {
    const bytes = new Uint8Array(needed * 2);
    bytes.set(this.bytes.subarray(0, this.length));
    this.bytes = bytes;
  }
}
