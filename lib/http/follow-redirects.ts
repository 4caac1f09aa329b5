import { SourceError } from '../errors/source.error.js';
import type { HttpTarget } from './target.js';

/** How redirects are followed, and by what. */
export interface HttpRequestOptions {
  readonly fetch: typeof fetch;
  readonly maxRedirects: number;
  readonly signal: AbortSignal;
  /** How the origin is called in messages. */
  readonly origin: string;
  /** What is asked for, with its article, for messages. @defaultValue 'a configuration' */
  readonly wanted?: string | undefined;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Sends a GET and follows redirects: at most so many, to http or https only, never from https down to http. Headers of the
 * application (keys!) go to the origin they were given for and nowhere else.
 *
 * @param protocol - headers that belong to the request itself and go along in any case
 */
export async function getFollowing(
  target: HttpTarget,
  protocol: Readonly<Record<string, string>>,
  options: HttpRequestOptions,
): Promise<Response> {
  const send = options.fetch;
  let url = target.url;
  for (let redirects = 0; ; redirects++) {
    const headers = new Headers(protocol);
    if (url.origin === target.url.origin) target.headers.forEach((value, name) => headers.set(name, value));
    const response = await send(url, { headers, redirect: 'manual', signal: options.signal });
    if (!REDIRECTS.has(response.status)) return response;
    await discard(response);
    if (redirects >= options.maxRedirects) {
      throw new SourceError(
        `Expected ${options.wanted ?? 'a configuration'} from ${options.origin}, got more than ${options.maxRedirects} redirects.`,
        false,
      );
    }
    url = nextUrl(response, url, options.origin);
  }
}

/** Frees the connection of an answer that nobody reads. */
export async function discard(response: { readonly body: ReadableStream | null }): Promise<void> {
  await response.body?.cancel();
}

function nextUrl(response: Response, from: URL, origin: string): URL {
  const location = response.headers.get('location') ?? '';
  if (location === '' || !URL.canParse(location, from.href)) {
    throw new SourceError(`${origin} redirects (HTTP ${response.status}) without saying where to.`, false);
  }
  const next = new URL(location, from);
  const allowed = next.protocol === 'https:' || (next.protocol === 'http:' && from.protocol === 'http:');
  if (allowed && next.username === '' && next.password === '') return next;
  throw new SourceError(
    `${origin} redirects to an address that is not followed: only http and https, never from https to http, never with a password.`,
    false,
  );
}
