import { setTimeout as pause } from 'node:timers/promises';
import { SourceError } from '../../../errors/source.error.js';
import type { FetchContext, Fetched, Source } from '../../../ports/source.js';
import { httpSource } from '../../../sources/http.source.js';
import { statusError } from '../../../sources/http-status.js';
import { positiveInteger, timerDelay } from '../../../sources/limits.js';
import { startTimeLimit } from '../../../sources/abort-after.js';
import type { AbsmartlyApplication, AbsmartlyOptions } from '../setup/absmartly.options.js';
import { applicationOf, checkConnection, contextUrl } from '../setup/connection.js';

/** Where A/B Smartly's context data is downloaded from. */
export interface AbsmartlySourceOptions extends Pick<
  AbsmartlyOptions,
  'retries' | 'timeoutMs' | 'maxBytes' | 'fetch'
> {
  /** The collector's address, such as `https://your-company.absmartly.io/v1`. */
  readonly endpoint: string;
  /** The application as the console names it. A version makes no difference here. */
  readonly application: string | AbsmartlyApplication;
  /** The environment as the console names it, such as `production`. */
  readonly environment: string;
}

const DEFAULT_RETRIES = 5;
const DEFAULT_TIMEOUT_MS = 3_000;
/** Pauses between attempts, as the vendor's SDK has them: 50 ms doubled each time, and up to 25 ms at random. */
const FIRST_PAUSE_MS = 50;
const JITTER_MS = 25;

/**
 * Downloads context data: `GET <endpoint>/context?application=<name>&environment=<name>`, without a key, as the vendor's SDK
 * does. One fetch makes up to `1 + retries` requests within `timeoutMs`; answers of 400 to 499 end it.
 *
 * It asks conditionally where the collector gives marks (ETag, Last-Modified), which the SDK does not.
 *
 * @throws TypeError when an option makes no sense
 */
export function absmartlySource(options: AbsmartlySourceOptions): Source {
  checkConnection('absmartlySource', options, ['endpoint', 'application', 'environment']);
  const retries = options.retries ?? DEFAULT_RETRIES;
  if (retries !== 0) positiveInteger('retries', retries);
  const timeoutMs = timerDelay('timeoutMs', options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const url = contextUrl(options.endpoint);
  const name = `A/B Smartly (${url.origin})`;
  const finals = new WeakSet<Error>();
  const download = httpSource({
    url: withQuery(url, options),
    name,
    timeoutMs,
    maxBytes: options.maxBytes,
    fetch: (input, init) => fetchOnce(input, init, { send: options.fetch ?? fetch, name, finals }),
  });
  return {
    name,
    asksAgain: true,
    fetch: (context) => insist(download, context, { name, retries, timeoutMs, finals }),
  };
}

/** Percent-encoded as `encodeURIComponent` does it, which is what the vendor's SDK uses. */
function withQuery(url: URL, { application, environment }: AbsmartlySourceOptions): URL {
  const { name } = applicationOf(application);
  const query = `application=${encodeURIComponent(name)}&environment=${encodeURIComponent(environment)}`;
  return new URL(`${url.href}?${query}`);
}

interface Judge {
  readonly send: typeof fetch;
  readonly name: string;
  /** Errors after which the same fetch asks no more. */
  readonly finals: WeakSet<Error>;
}

/** An answer of 400 to 499 is final for this fetch, also where asking again later may help; one without content is a failure. */
async function fetchOnce(
  input: Parameters<typeof fetch>[0],
  init: RequestInit | undefined,
  { send, name, finals }: Judge,
): Promise<Response> {
  const response = await send(input, init);
  const { status } = response;
  if (status >= 400 && status < 500) {
    await response.body?.cancel();
    const error = statusError(response, name);
    finals.add(error);
    throw error;
  }
  if (status <= 200 || status >= 300) return response;
  await response.body?.cancel();
  throw new SourceError(`Expected context data from ${name}, got HTTP ${status} without any.`, true);
}

interface Insistence {
  readonly name: string;
  readonly retries: number;
  readonly timeoutMs: number;
  readonly finals: WeakSet<Error>;
}

/** Asks until there is an answer, within the time there is. */
async function insist(
  download: Source,
  context: FetchContext,
  { name, retries, timeoutMs, finals }: Insistence,
): Promise<Fetched | undefined> {
  const limit = startTimeLimit(context.signal, timeoutMs);
  try {
    for (let retry = 0; ; retry++) {
      try {
        return await download.fetch({ signal: limit.signal, since: context.since });
      } catch (error) {
        const hopeless = !(error instanceof SourceError) || !error.retryable || finals.has(error);
        if (hopeless || retry >= retries || limit.signal.aborted) throw error;
        await pause(pauseMs(retry), undefined, { signal: limit.signal });
      }
    }
  } catch (error) {
    if (!limit.expired) throw error;
    throw new SourceError(`${name} did not answer within ${timeoutMs} ms.`, true, undefined, {
      cause: error,
    });
  } finally {
    limit.release();
  }
}

function pauseMs(retry: number): number {
  return 2 ** retry * FIRST_PAUSE_MS + Math.random() * JITTER_MS;
}
