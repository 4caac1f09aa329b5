/** Answers below 500 after which the same request may pass later: time-out, too early, too many requests. */
const RETRYABLE: ReadonlySet<number> = new Set([408, 425, 429]);

/** Whether the same request may be answered otherwise later. */
export function isRetryable(status: number): boolean {
  return status >= 500 || RETRYABLE.has(status);
}

/**
 * Reads a Retry-After header (RFC 9110, section 10.2.3): whole seconds, or a date.
 *
 * @param now - epoch milliseconds
 * @returns milliseconds to wait, 0 or more; undefined when there is nothing to be read
 */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1_000;
  // Date.parse takes numbers such as "-5" for dates; a date of HTTP has letters.
  const at = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
