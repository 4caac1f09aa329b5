import type { Program } from '../../../engine/program.js';
import { askJson } from '../../../http/ask-json.js';
import { isJsonObject, own } from '../../../platform-kit/foreign-json.js';
import type { Platform, VisitorFacts } from '../../../ports/platform.js';
import { FactCache } from '../../../sources/fact-cache.js';
import { catalogOf } from '../compile/catalog.js';
import type { RemoteVisitorData } from './remote-visitor-data.js';
import { readRemoteVisitorData } from './remote-visitor-data.js';
import { mapUrl, visitsUrl } from './remote-urls.js';
import type { KameleoonDatum } from './remembered-data.js';
import type { VisitorMemory } from './visitor-memory.js';
import type { RemoteSettings } from '../setup/remote-settings.js';
import type { KameleoonRemoteVisits, KameleoonWarehouse } from '../setup/visitor-memory.options.js';

/** Where and how remote facts are had. */
export interface RemoteFactsInit {
  readonly siteCode: string;
  /** Origin of the data API, by the domain that the data file names. */
  readonly dataOrigin: (domain: unknown) => string;
  readonly memory: VisitorMemory;
  readonly fetch: typeof fetch;
}

const MAX_BYTES = 4 * 1024 * 1024;
const NO_FACTS: ReadonlyMap<string, unknown> = new Map<string, unknown>();

/** Makes the fetching of what is known of visitors elsewhere: it goes to the visitor memory. */
export function remoteFacts(
  settings: RemoteSettings,
  init: RemoteFactsInit,
): NonNullable<Platform['prefetch']> {
  const { visits: wanted, warehouse: asked, ...bounds } = settings;
  const fetchers = [
    ...(wanted === null ? [] : [visits(wanted, init)]),
    ...(asked === null ? [] : [warehouse(asked, init)]),
  ];
  const remembering = fetchers.map((fetcher) => new Remembering(fetcher, init.memory, bounds));
  return async (visitor, program, signal) => {
    const all = await Promise.allSettled(remembering.map((one) => one.learn(visitor, program, signal)));
    const failed = all.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return NO_FACTS;
  };
}

interface Fetcher {
  /** What the answer depends on; null when there is nothing to ask. */
  key(visitor: VisitorFacts): string | null;
  fetch(key: string, program: Program, signal: AbortSignal): Promise<RemoteVisitorData>;
}

/** Asks once a visitor, and tells the memory; again when that has forgotten the visitor meanwhile. */
class Remembering {
  readonly #cache: FactCache<RemoteVisitorData>;

  constructor(
    private readonly fetcher: Fetcher,
    private readonly memory: VisitorMemory,
    bounds: { readonly ttlMs: number; readonly maxEntries: number },
  ) {
    this.#cache = new FactCache(bounds);
  }

  async learn(visitor: VisitorFacts, program: Program, signal: AbortSignal): Promise<void> {
    const key = this.fetcher.key(visitor);
    if (key === null) return;
    const { visitorCode } = visitor;
    const { customData } = catalogOf(program);
    let isNew = !this.memory.has(visitorCode);
    const cacheKey = `${visitorCode.length}:${visitorCode}${key}`;
    const data = await this.#cache.load(cacheKey, () => {
      isNew = true;
      return this.fetcher.fetch(key, program, signal);
    });
    if (data !== null && isNew) this.memory.addRemote(visitorCode, data, customData);
  }
}

function visits(filters: KameleoonRemoteVisits, init: RemoteFactsInit): Fetcher {
  return {
    key: ({ visitorCode }) => visitorCode,
    fetch: async (visitorCode, program, signal) => {
      const isMapped = init.memory.facts(visitorCode).get('uniqueIdentifier') === true;
      const url = visitsUrl({ ...target(init, program), visitorCode, isMapped }, filters);
      return readRemoteVisitorData(await getJson(url, init.fetch, signal), filters);
    },
  };
}

function warehouse({ customDataIndex: index, key }: KameleoonWarehouse, init: RemoteFactsInit): Fetcher {
  return {
    key: (visitor) => (key === undefined ? visitor.visitorCode : key(visitor)),
    fetch: async (warehouseKey, program, signal) => {
      const answer = await getJson(mapUrl(target(init, program), warehouseKey), init.fetch, signal);
      const audiences = isJsonObject(answer) ? own(answer, 'warehouseAudiences') : undefined;
      const values = isJsonObject(audiences) ? Object.keys(audiences) : [];
      const data: KameleoonDatum[] = values.length === 0 ? [] : [{ type: 'customData', index, values }];
      return { data, assignments: new Map(), mapping: null };
    },
  };
}

function target(
  { siteCode, dataOrigin }: RemoteFactsInit,
  program: Program,
): { origin: string; siteCode: string } {
  return { origin: dataOrigin(program.facts.get('dataApiDomain')), siteCode };
}

function getJson(url: string, send: typeof fetch, signal: AbortSignal): Promise<unknown> {
  return askJson({
    url,
    wanted: 'data about a visitor',
    signal,
    maxBytes: MAX_BYTES,
    // The request may have an access token, which the built-in `fetch` takes nowhere else when it follows a redirect.
    fetch: (input, init) => send(input, { ...init, redirect: 'follow' }),
  });
}
