import type { Source } from '../../../ports/source.js';
import { hostLabel } from '../../../http/origin.js';
import { httpSource } from '../../../sources/http.source.js';
import { httpStreamSource } from '../../../sources/http-stream.source.js';

/** Where GrowthBook's configuration is downloaded from. */
export interface GrowthbookSourceOptions {
  /** The SDK connection's key, `sdk-...`. Percent-encoded into the address (the vendor's SDK puts it in as it is). */
  readonly clientKey: string;
  /**
   * The server of a self-hosted installation or of GrowthBook Proxy.
   *
   * @defaultValue `'https://cdn.growthbook.io'`
   */
  readonly apiHost?: string | undefined;
  /**
   * The server of the event stream.
   *
   * @defaultValue `apiHost`
   */
  readonly streamingHost?: string | undefined;
  /**
   * Whether changes are pushed over server-sent events, where the server offers that (it says so with each download). Needs
   * the optional package `eventsource`. Scheduled refreshes go on beside it.
   *
   * @defaultValue `false`
   */
  readonly streaming?: boolean | undefined;
  /** Sent with each download. */
  readonly apiHostRequestHeaders?: Readonly<Record<string, string>> | undefined;
  /** Sent when the event stream is opened. */
  readonly streamingHostRequestHeaders?: Readonly<Record<string, string>> | undefined;
  /**
   * For one download, in milliseconds, above 0.
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
  /** Sends the requests, for example one that goes through a proxy. */
  readonly fetch?: typeof fetch | undefined;
}

const DEFAULT_API_HOST = 'https://cdn.growthbook.io';

/**
 * Downloads from GrowthBook's SDK endpoint, `<apiHost>/api/features/<clientKey>`, and listens to `<streamingHost>/sub/<clientKey>`.
 *
 * @throws TypeError when an option makes no sense
 * @see {@link https://docs.growthbook.io/lib/build-your-own | GrowthBook: build your own SDK}
 */
export function growthbookSource(options: GrowthbookSourceOptions): Source {
  const { clientKey, timeoutMs, maxBytes } = options;
  if (typeof clientKey !== 'string' || clientKey === '') {
    throw new TypeError(
      'Expected clientKey to be the key of a GrowthBook SDK connection ("sdk-..."), got none.',
    );
  }
  const apiHost = options.apiHost ?? DEFAULT_API_HOST;
  let streamIsOffered = false;
  const download = httpSource({
    name: hostLabel('GrowthBook', apiHost),
    url: endpoint(apiHost, 'api/features', clientKey),
    headers: options.apiHostRequestHeaders,
    timeoutMs,
    maxBytes,
    fetch: options.fetch,
    onHeaders: (headers) => {
      streamIsOffered = headers.get('x-sse-support') === 'enabled';
    },
  });
  if (options.streaming !== true) return download;
  return httpStreamSource(download, {
    url: endpoint(options.streamingHost ?? apiHost, 'sub', clientKey),
    headers: options.streamingHostRequestHeaders,
    payloadEvent: 'features',
    changeEvent: 'features-updated',
    isOffered: () => streamIsOffered,
    maxBytes,
    fetch: options.fetch,
  });
}

function endpoint(host: string, path: string, clientKey: string): string {
  return `${host.replace(/\/+$/, '')}/${path}/${encodeURIComponent(clientKey)}`;
}
