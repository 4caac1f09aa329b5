import { own } from '../../../platform-kit/foreign-json.js';
import type { Fetched, Source } from '../../../ports/source.js';
import { httpSource } from '../../../sources/http.source.js';
import type { VwoAccount } from '../setup/connection.js';
import { downloadSettings } from '../setup/download.js';
import { SDK } from './body.js';
import { isRecord } from '../payload/foreign-value.js';
import type { VwoSourceOptions } from '../setup/vwo.options.js';

/**
 * Downloads settings: `GET <server>/server-side/v2-settings` with account, key and client in the query, as VWO's SDK does.
 *
 * It asks conditionally where the server gives marks (ETag, Last-Modified), which the SDK does not.
 *
 * @throws TypeError when an option makes no sense
 */
export function vwoSource(options: VwoSourceOptions): Source {
  const { account, server, name, timeoutMs, maxBytes } = downloadSettings(options);
  const { fetch, developmentMode = false } = options;
  const download = (): Source =>
    httpSource({ url: settingsUrl(server, account, developmentMode), name, timeoutMs, maxBytes, fetch });
  return {
    name,
    fetch: async (context) => {
      const fetched = await download().fetch(context);
      return fetched === undefined ? undefined : completed(fetched);
    },
  };
}

/** Random, so that caches on the way have nothing to answer with. */
function settingsUrl(server: string, { accountId, sdkKey }: VwoAccount, inDevelopment: boolean): string {
  const query = new URLSearchParams({
    i: sdkKey,
    r: String(Math.random()),
    a: accountId,
    platform: 'server',
    sn: SDK.name,
    sv: SDK.version,
    'api-version': '1',
    ...(!inDevelopment && { s: 'prod' }),
  });
  return `${server}/server-side/v2-settings?${query.toString()}`;
}

/** Downloaded settings may leave features and campaigns out, or have an empty object in their place. */
function completed(fetched: Fetched): Fetched {
  const { payload, validator } = fetched;
  if (!isRecord(payload)) return fetched;
  const missing = ['features', 'campaigns'].filter((name) => isMissing(own(payload, name)));
  if (missing.length === 0) return fetched;
  const lists = Object.fromEntries(missing.map((name) => [name, []]));
  return { payload: { ...payload, ...lists }, validator };
}

function isMissing(list: unknown): boolean {
  return !Array.isArray(list) && (!list || Object.keys(list).length === 0);
}
