/** Tests a text against a pattern that was checked and compiled beforehand. */
export type PatternTest = (text: string) => boolean;

/**
 * Compiles a JavaScript regular expression from a payload into a test that cannot stall the event loop.
 *
 * @param source - the pattern, without delimiters
 * @param flags - any of `i`, `m`, `s`, `u`; default none
 * @returns the test (searching, not anchored, like `RegExp.prototype.test`), or null when the pattern is not a valid one
 */
export function compilePattern(source: string, flags = ''): PatternTest | null {
  try {
    const pattern = new RegExp(source, flags);
    return (text) => pattern.test(text);
  } catch {
    return null;
  }
}
