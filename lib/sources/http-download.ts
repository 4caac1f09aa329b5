import type { FetchContext, Fetched, SourceValidator } from '../ports/source.js';
import { digestOf } from './digest.js';
import { discard, getFollowing } from '../http/follow-redirects.js';
import { statusError } from '../http/source-status.js';
import type { HttpTarget } from '../http/target.js';
import { decodeUtf8, htmlError, parseJsonText } from '../http/json-text.js';
import { readBody } from '../http/read-body.js';
import { startTimeLimit } from '../http/abort-after.js';
import { requestError } from '../http/request-error.js';

/** What is downloaded, and within which limits. */
export interface HttpDownload {
  readonly target: HttpTarget;
  /** How the origin is called in messages; free of secrets. */
  readonly name: string;
  /** For the whole answer. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly maxRedirects: number;
  readonly fetch: typeof fetch;
  readonly onHeaders: ((headers: Headers) => void) | undefined;
}

/** Downloads a payload once. Throws `SourceError`; undefined when it has not changed. */
export async function download(settings: HttpDownload, context: FetchContext): Promise<Fetched | undefined> {
  const limit = startTimeLimit(context.signal, settings.timeoutMs);
  try {
    const response = await getFollowing(settings.target, requestHeaders(context.since), {
      ...settings,
      signal: limit.signal,
      origin: settings.name,
    });
    return await judge(response, settings, context.since);
  } catch (error) {
    throw requestError(error, settings.name, limit);
  } finally {
    limit.release();
  }
}

function requestHeaders(since: SourceValidator | undefined): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (since?.etag !== undefined) headers['if-none-match'] = since.etag;
  if (since?.lastModified !== undefined) headers['if-modified-since'] = since.lastModified;
  return headers;
}

async function judge(
  response: Response,
  settings: HttpDownload,
  since: SourceValidator | undefined,
): Promise<Fetched | undefined> {
  const origin = settings.name;
  const notModified = response.status === 304 && since !== undefined;
  if (!notModified && response.status !== 200) {
    await discard(response);
    throw statusError(response, origin);
  }
  settings.onHeaders?.(response.headers);
  if (notModified) {
    await discard(response);
    return undefined;
  }
  return read(response, settings, since);
}

async function read(
  response: Response,
  settings: HttpDownload,
  since: SourceValidator | undefined,
): Promise<Fetched | undefined> {
  const origin = settings.name;
  const { headers } = response;
  if (/^text\/html\b/i.test(headers.get('content-type') ?? '')) {
    await discard(response);
    throw htmlError(origin);
  }
  const bytes = await readBody(response, settings.maxBytes, origin);
  const digest = digestOf(bytes);
  if (since?.digest === digest) return undefined;
  const validator = {
    etag: headers.get('etag') ?? undefined,
    lastModified: headers.get('last-modified') ?? undefined,
    digest,
  };
  return { ...parseJsonText(decodeUtf8(bytes, origin), origin), validator };
}
