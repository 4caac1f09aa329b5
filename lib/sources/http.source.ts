import type { Source } from '../ports/source.js';
import { download } from './http-download.js';
import type { HttpDownload } from './http-download.js';
import { httpTarget } from '../http/target.js';
import { DEFAULT_MAX_BYTES, positiveInteger, timerDelay } from '../http/limits.js';

/** What an {@link httpSource} can be told. */
export interface HttpSourceOptions {
  /** Absolute, http or https. A user name and password in it are sent as `Authorization: Basic`. */
  readonly url: string | URL;
  /**
   * Shown in `status()`, logs and errors in place of the address. Give one when the path holds a key.
   *
   * @defaultValue the address without user, query and fragment
   */
  readonly name?: string | undefined;
  /** Sent to the origin of `url` only, not to where it redirects. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * For the whole answer, redirects included, in milliseconds, above 0.
   *
   * @defaultValue `10_000`
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Largest payload in bytes, unpacked, above 0.
   *
   * @defaultValue 32 MiB
   */
  readonly maxBytes?: number | undefined;
  /**
   * How many redirects are followed in a row; 0 follows none. Never from https to http.
   *
   * @defaultValue `3`
   */
  readonly maxRedirects?: number | undefined;
  /** Sends the requests, for example one that goes through a proxy. Must understand `redirect: 'manual'` and `signal`. */
  readonly fetch?: typeof fetch | undefined;
  /** Is told the headers of each answer that was usable (200 or 304). */
  readonly onHeaders?: ((headers: Headers) => void) | undefined;
}

/**
 * Configuration from a web server, as JSON. Asks conditionally (ETag, Last-Modified) where the server gives marks, unpacks
 * gzip, deflate and br, and says of each failure whether asking again can help.
 *
 * @throws TypeError when an option makes no sense
 */
export function httpSource(options: HttpSourceOptions): Source {
  const settings = resolve(options);
  return { name: settings.name, fetch: (context) => download(settings, context) };
}

/** Checks what {@link httpSource} would be given, without making it. Throws `TypeError` when an option makes no sense. */
export function checkHttpSource(options: HttpSourceOptions): void {
  resolve(options);
}

function resolve(options: HttpSourceOptions): HttpDownload {
  const target = httpTarget(options.url, options.headers);
  const maxRedirects = options.maxRedirects ?? 3;
  return {
    target,
    name: options.name ?? target.label,
    timeoutMs: timerDelay('timeoutMs', options.timeoutMs ?? 10_000),
    maxBytes: positiveInteger('maxBytes', options.maxBytes ?? DEFAULT_MAX_BYTES),
    maxRedirects: maxRedirects === 0 ? 0 : positiveInteger('maxRedirects', maxRedirects),
    // Looked up at each request, so that what an application puts in its place later is used.
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    onHeaders: options.onHeaders,
  };
}
