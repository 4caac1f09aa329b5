import { isJsonObject, own } from '../../../platform-kit/foreign-json.js';
import type { Source } from '../../../ports/source.js';
import { httpSource } from '../../../sources/http.source.js';
import { httpStreamSource } from '../../../sources/http-stream.source.js';
import { downloadSettings } from '../setup/download.js';
import type { KameleoonSourceOptions } from '../setup/kameleoon.options.js';

const CHANGE_EVENT = 'configuration-update-event';

/**
 * Downloads the data file of a site and environment, conditionally, and listens for changes as long as the data file says
 * that the site has real-time updates.
 *
 * @throws TypeError when an option makes no sense
 */
export function kameleoonSource(options: KameleoonSourceOptions): Source {
  const { siteCode } = options;
  const { url, name, headers, timeoutMs, maxBytes, updates } = downloadSettings(options);
  const state: State = { isOffered: false, changedAt: null };
  const download = httpSource({
    name,
    url,
    headers,
    timeoutMs,
    maxBytes,
    fetch: stamped(options.fetch, url, state),
  });
  if (updates === null) return download;
  return httpStreamSource(observed(download, state), {
    url: updates,
    changeEvent: CHANGE_EVENT,
    isChange: (data) => noteChange(data, siteCode, state),
    isOffered: () => state.isOffered,
    whileOffered: true,
    fetch: options.fetch,
  });
}

/** What downloads and updates tell each other. */
interface State {
  /** Whether the data file that came last has real-time updates. */
  isOffered: boolean;
  /** When the change happened that asked for the next download, as the vendor says it. */
  changedAt: string | null;
}

/** Adds the time of the change to the first request after it, so that no cache answers with what was before. */
function stamped(send: typeof fetch | undefined, url: URL, state: State): typeof fetch {
  return (input, init) => {
    const request = send ?? fetch;
    const { changedAt } = state;
    if (changedAt === null || addressOf(input) !== url.href) return request(input, init);
    state.changedAt = null;
    return request(new URL(`${url.href}${url.search === '' ? '?' : '&'}ts=${changedAt}`), init);
  };
}

function addressOf(input: string | URL | Request): string {
  return input instanceof Request ? input.url : String(input);
}

/** Notes whether there are real-time updates. */
function observed(download: Source, state: State): Source {
  return {
    name: download.name,
    async fetch(context) {
      const fetched = await download.fetch(context);
      if (fetched !== undefined) state.isOffered = hasRealTimeUpdates(fetched.payload);
      return fetched;
    },
  };
}

function hasRealTimeUpdates(payload: unknown): boolean {
  const configuration = isJsonObject(payload) ? own(payload, 'configuration') : undefined;
  return isJsonObject(configuration) && Boolean(own(configuration, 'realTimeUpdate'));
}

/** False for what concerns another site, or cannot be read. */
function noteChange(data: string, siteCode: string, state: State): boolean {
  try {
    const event: unknown = JSON.parse(data);
    if (!isJsonObject(event) || own(event, 'siteCode') !== siteCode) return false;
    const ts = own(event, 'ts');
    if (typeof ts === 'number' && Number.isFinite(ts)) state.changedAt = String(ts);
    return true;
  } catch {
    return false;
  }
}
