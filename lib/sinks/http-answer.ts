import { DeliveryError } from '../errors/delivery.error.js';

/** What a collector answered. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  /** The beginning of the body, up to 64 KiB; `''` when it could not be read. */
  readonly body: string;
  /** Where it comes from, for messages: without query, which may hold a key. */
  readonly origin: string;
}

/** Answers below 500 after which the same request may pass later: time-out, too early, too many requests. */
const RETRYABLE: ReadonlySet<number> = new Set([408, 425, 429]);

const ADVICE: ReadonlyMap<number, string> = new Map([
  [400, 'it will never take these events'],
  [401, 'check the key or credentials'],
  [403, 'check the key or credentials'],
  [404, 'check the address'],
]);

/**
 * Judges an answer by its status: 2xx is a delivery; 408, 425, 429 and 5xx are worth another try (after Retry-After, if it
 * is given); 413 asks for a smaller batch; everything else, redirects included, is final.
 *
 * @returns undefined when the events are delivered
 */
export function judgeStatus({ status, headers, body, origin }: HttpResponse): DeliveryError | undefined {
  if (status >= 200 && status < 300) return undefined;
  const to = status >= 300 && status < 400 ? headers.get('location') : null;
  const advice = to === null ? ADVICE.get(status) : 'redirects are not followed, set the final address';
  const said = body.replace(/\s+/g, ' ').trim().slice(0, 200);
  const message = [`${origin} answered HTTP ${status}`, advice, said === '' ? undefined : `"${said}"`]
    .filter((part) => part !== undefined)
    .join(': ');
  return new DeliveryError(message, {
    retryable: status >= 500 || RETRYABLE.has(status),
    retryAfterMs: retryAfterMs(headers.get('retry-after'), Date.now()),
    tooLarge: status === 413,
    reason: `http-${status}`,
  });
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
