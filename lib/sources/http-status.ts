import { SourceError } from '../errors/source.error.js';

/** Answers below 500 after which asking again may help: time-out, too early, too many requests. */
const RETRYABLE = new Set([408, 425, 429]);

const ADVICE: ReadonlyMap<number, string> = new Map([
  [401, 'check the key or credentials'],
  [403, 'check the key or credentials'],
  [404, 'check the address and the key'],
]);

/** The error for an answer that is neither the payload nor "not modified". */
export function statusError(response: Response, origin: string): SourceError {
  const { status, headers } = response;
  const advice = ADVICE.get(status);
  return new SourceError(
    `Expected a configuration from ${origin}, got HTTP ${status}${advice === undefined ? '' : `: ${advice}`}.`,
    status >= 500 || RETRYABLE.has(status),
    retryAfterMs(headers.get('retry-after'), Date.now()),
  );
}

/**
 * Reads a Retry-After header (RFC 9110, section 10.2.3): seconds, or a date.
 *
 * @param now - epoch milliseconds
 * @returns milliseconds from now, never below 0; undefined when there is nothing to be read
 */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000;
  // A date has letters; Date.parse also takes "-5" or "1.5" for dates.
  const at = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
