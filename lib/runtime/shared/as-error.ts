/** What was thrown, as an error: foreign code may throw anything. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error
    ? thrown
    : new Error(`Something was thrown that is no error: ${String(thrown)}`);
}
