import { isJsonObject, own } from '../../../platform-kit/foreign-json.js';
import type { Source } from '../../../ports/source.js';
import { hostLabel } from '../../../http/origin.js';
import { httpSource } from '../../../sources/http.source.js';
import { httpStreamSource } from '../../../sources/http-stream.source.js';
import type { SdkIdentity } from '../targeting/condition-parts.js';
import { kameleoonHosts } from '../setup/hosts.js';
import type { KameleoonOptions } from '../setup/kameleoon.options.js';
import { DEFAULT_SDK } from '../setup/sdk-identity.js';

/** Where Kameleoon's data file is downloaded from. */
export interface KameleoonSourceOptions extends Pick<
  KameleoonOptions,
  'environment' | 'networkDomain' | 'realTime' | 'timeoutMs' | 'maxBytes' | 'endpoints' | 'fetch' | 'sdk'
> {
  /** Of the site, from the console; not empty. */
  readonly siteCode: string;
}

const PRODUCTION = 'production';
const CHANGE_EVENT = 'configuration-update-event';

/**
 * Downloads the data file of a site and environment, conditionally, and listens for changes as long as the data file says
 * that the site has real-time updates.
 *
 * @throws TypeError when an option makes no sense
 */
export function kameleoonSource(options: KameleoonSourceOptions): Source {
  const { siteCode, timeoutMs, maxBytes, realTime = true } = options;
  if (typeof siteCode !== 'string' || siteCode === '') {
    throw new TypeError('Expected siteCode to be the code of a Kameleoon site, got none.');
  }
  const hosts = kameleoonHosts(options.networkDomain, options.endpoints);
  const url = downloadUrl(hosts.configuration, siteCode, options.environment);
  const state: State = { isOffered: false, changedAt: null };
  const download = httpSource({
    name: hostLabel('Kameleoon', url),
    url,
    headers: sdkHeaders(options.sdk ?? DEFAULT_SDK),
    timeoutMs,
    maxBytes,
    fetch: stamped(options.fetch, url, state),
  });
  if (!realTime) return download;
  return httpStreamSource(observed(download, state), {
    url: `${hosts.updates}/sse?siteCode=${encodeURIComponent(siteCode)}`,
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

function downloadUrl(host: string, siteCode: string, environment: string | undefined): URL {
  const query =
    environment === undefined || environment === '' || environment === PRODUCTION
      ? ''
      : `?environment=${encodeURIComponent(environment)}`;
  return new URL(`${host}/v3/${encodeURIComponent(siteCode)}${query}`);
}

function sdkHeaders({ type, version }: SdkIdentity): Record<string, string> {
  return { 'X-Kameleoon-SDK-Type': type.toLowerCase(), 'X-Kameleoon-SDK-Version': version };
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
