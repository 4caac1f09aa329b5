import { setTimeout as pause } from 'node:timers/promises';
import { SourceError } from '../../../errors/source.error.js';
import type { FetchContext, Fetched, Source } from '../../../ports/source.js';
import { httpSource } from '../../../sources/http.source.js';
import { statusError } from '../../../http/source-status.js';
import { startTimeLimit } from '../../../http/abort-after.js';
import type { AbsmartlySourceOptions } from '../setup/absmartly.options.js';
import { checkConnection } from '../setup/connection.js';
import { downloadSettings } from '../setup/download.js';

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
  const { url, name, retries, timeoutMs, maxBytes } = downloadSettings(options);
  const finals = new WeakSet<Error>();
  const download = httpSource({
    url,
    name,
    timeoutMs,
    maxBytes,
    fetch: (input, init) => fetchOnce(input, init, { send: options.fetch ?? fetch, name, finals }),
  });
  return {
    name,
    asksAgain: true,
    fetch: (context) => insist(download, context, { name, retries, timeoutMs, finals }),
  };
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
