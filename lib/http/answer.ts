import { DeliveryError } from '../errors/delivery.error.js';
import { isRetryable, retryAfterMs } from './retry-after.js';

/** What a collector answered. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  /** The beginning of the body, up to 64 KiB; `''` when it could not be read. */
  readonly body: string;
  /** Where it comes from, for messages: without query, which may hold a key. */
  readonly origin: string;
}

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
    retryable: isRetryable(status),
    retryAfterMs: retryAfterMs(headers.get('retry-after'), Date.now()),
    tooLarge: status === 413,
    reason: `http-${status}`,
  });
}
