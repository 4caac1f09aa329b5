/** Every visitor who has not come for so long is assigned anew. */
export const DEFAULT_EXPIRES_IN_MS = 365 * 24 * 60 * 60 * 1_000;

/**
 * Checks a lifetime.
 *
 * @throws TypeError when it is no whole number above 0
 */
export function checkedLifetime(store: string, expiresInMs: number | false | undefined): number | null {
  if (expiresInMs === undefined) return DEFAULT_EXPIRES_IN_MS;
  if (expiresInMs === false) return null;
  if (Number.isSafeInteger(expiresInMs) && expiresInMs > 0) return expiresInMs;
  throw new TypeError(
    `${store}() expects expiresInMs to be a whole number of milliseconds above 0, or false, got ${String(expiresInMs)}.`,
  );
}
