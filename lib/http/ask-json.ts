import { startTimeLimit } from './abort-after.js';
import { discard, getFollowing } from './follow-redirects.js';
import { decodeUtf8, parseJsonText } from './json-text.js';
import { originOf } from './origin.js';
import { readBody } from './read-body.js';
import { requestError } from './request-error.js';
import { statusError } from './source-status.js';
import { httpTarget } from './target.js';

/** A question to a service that answers in JSON. */
export interface JsonQuestion {
  readonly url: string;
  /** What is asked for, with its article, for messages: `an access token`. */
  readonly wanted: string;
  /** Who is asked, for messages. @defaultValue the address without user, query and fragment */
  readonly name?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent with POST; without one it is a GET. */
  readonly body?: string | undefined;
  /** Which statuses answer the question. @defaultValue 200 to 299 */
  readonly accepts?: ((status: number) => boolean) | undefined;
  /** For the whole answer, in milliseconds. @defaultValue as long as it takes, or until the signal */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Largest answer in bytes, unpacked. */
  readonly maxBytes: number;
  /** How many redirects a GET follows in a row; a POST, whose body may hold a secret, follows none. @defaultValue 0 */
  readonly maxRedirects?: number | undefined;
  /** @defaultValue the built-in `fetch` */
  readonly fetch?: typeof fetch | undefined;
}

/**
 * Asks a service once, and reads its answer. No message quotes the answer, the headers, or the address' query.
 *
 * @returns the JSON that came
 * @throws SourceError when no usable answer comes in time, or one that is too large or no JSON
 */
export async function askJson(question: JsonQuestion): Promise<unknown> {
  const { url, wanted, name = originOf(url), accepts = isSuccess, maxBytes } = question;
  const limit = startTimeLimit(question.signal, question.timeoutMs ?? Number.POSITIVE_INFINITY);
  try {
    const response = await send(question, name, limit.signal);
    if (!accepts(response.status)) {
      await discard(response);
      throw statusError(response, name, wanted);
    }
    return parseJsonText(decodeUtf8(await readBody(response, maxBytes, name), name), name).payload;
  } catch (error) {
    throw requestError(error, name, limit);
  } finally {
    limit.release();
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

function send(question: JsonQuestion, origin: string, signal: AbortSignal): Promise<Response> {
  const { url, headers, body, maxRedirects = 0, wanted, fetch: ask = fetch } = question;
  if (body === undefined) {
    const target = httpTarget(url, headers);
    const options = { fetch: ask, maxRedirects, signal, origin, wanted };
    return getFollowing(target, { accept: 'application/json' }, options);
  }
  const types = { accept: 'application/json', 'content-type': 'application/json' };
  return ask(url, { method: 'POST', headers: { ...types, ...headers }, body, redirect: 'manual', signal });
}
