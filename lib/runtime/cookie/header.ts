const SEMICOLON = 0x3b;
const EQUALS = 0x3d;
const QUOTE = 0x22;

/**
 * Reads one cookie from a `Cookie` request header. When the name occurs more than once the first wins, as everywhere else:
 * browsers send the most specific path first.
 *
 * @param header - as Node gives it; null or undefined when the request has none
 * @param name - case-sensitive
 * @returns the value without surrounding blanks and quotes, not decoded; undefined when it is not there
 * @see {@link https://www.rfc-editor.org/rfc/rfc6265#section-5.4 | RFC 6265, section 5.4}
 */
export function readCookie(header: string | null | undefined, name: string): string | undefined {
  if (header === undefined || header === null) return undefined;
  let start = header.indexOf(name);
  while (start !== -1) {
    const equals = skipBlanks(header, start + name.length);
    if (header.charCodeAt(equals) === EQUALS && beginsPair(header, start)) {
      return valueBetween(header, equals + 1, pairEnd(header, equals));
    }
    start = header.indexOf(name, start + 1);
  }
  return undefined;
}

/** Undoes percent-encoding; a text that is not well-formed stays as it is. */
export function decodeCookieValue(value: string): string {
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** Whether nothing but blanks stands between this place and the beginning of a pair. */
function beginsPair(header: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && isBlank(header.charCodeAt(before))) before--;
  return before < 0 || header.charCodeAt(before) === SEMICOLON;
}

function pairEnd(header: string, from: number): number {
  const end = header.indexOf(';', from);
  return end === -1 ? header.length : end;
}

function valueBetween(header: string, from: number, to: number): string {
  let start = skipBlanks(header, from);
  let end = to;
  while (end > start && isBlank(header.charCodeAt(end - 1))) end--;
  if (end - start >= 2 && header.charCodeAt(start) === QUOTE && header.charCodeAt(end - 1) === QUOTE) {
    start++;
    end--;
  }
  return header.slice(start, end);
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** The only blanks that user agents strip: others are part of a name or value. */
function isBlank(charCode: number): boolean {
  return charCode === 0x20 || charCode === 0x09;
}
