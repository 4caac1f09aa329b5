/**
 * A URL, or null when the text is none.
 *
 * Not `URL.canParse`: once V8 has optimised its caller, Node.js 20 and 22 answer false for texts with Latin-1 letters.
 */
export function parseUrl(text: string, base?: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}
