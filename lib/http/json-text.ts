import { SourceError } from '../errors/source.error.js';

/** A payload in both forms. */
export interface ParsedText {
  readonly payload: unknown;
  /** JSON. */
  readonly text: string;
}

/**
 * Reads bytes as UTF-8 text; a byte order mark is cut.
 *
 * @param origin - where they come from, for messages
 */
export function decodeUtf8(bytes: Uint8Array, origin: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SourceError(`Expected UTF-8 text from ${origin}, got other bytes.`, true, undefined, { cause });
  }
}

/**
 * Parses a payload. What breaks a JSON text is mostly that its end is missing, so asking again may help.
 *
 * @param origin - where it comes from, for messages
 */
export function parseJsonText(text: string, origin: string): ParsedText {
  if (text.trim() === '') throw new SourceError(`Expected JSON from ${origin}, got nothing.`, true);
  if (looksLikeHtml(text)) throw htmlError(origin);
  try {
    return { payload: JSON.parse(text) as unknown, text };
  } catch (error) {
    const reason = reasonOf(error, text);
    const message = `Expected JSON from ${origin}, got ${text.length} characters that are not: ${reason}.`;
    throw new SourceError(message, true);
  }
}

/** Whether a text is a web page rather than data. */
export function looksLikeHtml(text: string): boolean {
  return /^\s*<(?:!doctype|html|head|body|!--|\?xml)/i.test(text.slice(0, 1024));
}

/** The error for a web page in place of data. */
export function htmlError(origin: string): SourceError {
  return new SourceError(
    `Expected JSON from ${origin}, got HTML: is a login page or a proxy in the way, or the address wrong?`,
    false,
  );
}

/** V8 quotes the payload in its message, which may hold what nobody should read in a log: only the place is kept, if it is told. */
function reasonOf(error: unknown, text: string): string {
  const message = error instanceof Error ? error.message : '';
  const position = Number(/at position (\d+)/.exec(message)?.[1] ?? Number.NaN);
  if (message.includes('Unexpected end') || position >= text.trimEnd().length) return 'the end is missing';
  if (Number.isNaN(position)) return 'something in it is not JSON';
  const before = text.slice(0, position).split('\n');
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1} is not JSON`;
}
