import type { HttpSourceOptions } from '../../../sources/http.source.js';
import { checkHttpSource } from '../../../sources/http.source.js';
import type { HttpStreamOptions } from '../../../sources/http-stream.source.js';
import { checkHttpStream } from '../../../sources/http-stream.source.js';

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

/** @throws TypeError when an option makes no sense */
export function checkSourceOptions(options: GrowthbookSourceOptions): void {
  const { clientKey } = options;
  if (typeof clientKey !== 'string' || clientKey === '') {
    throw new TypeError(
      'Expected clientKey to be the key of a GrowthBook SDK connection ("sdk-..."), got none.',
    );
  }
  checkHttpSource(downloadOptions(options));
  if (options.streaming === true) checkHttpStream(streamOptions(options));
}

/** How the payload is downloaded. */
export function downloadOptions(options: GrowthbookSourceOptions): HttpSourceOptions & { name: string } {
  const { apiHost = DEFAULT_API_HOST, clientKey, timeoutMs, maxBytes, fetch } = options;
  return {
    name: `GrowthBook (${originOf(apiHost)})`,
    url: endpoint(apiHost, 'api/features', clientKey),
    headers: options.apiHostRequestHeaders,
    timeoutMs,
    maxBytes,
    fetch,
  };
}

/** How changes are listened to. */
export function streamOptions(options: GrowthbookSourceOptions): HttpStreamOptions {
  const { apiHost = DEFAULT_API_HOST, streamingHost = apiHost, clientKey, maxBytes, fetch } = options;
  return {
    url: endpoint(streamingHost, 'sub', clientKey),
    headers: options.streamingHostRequestHeaders,
    payloadEvent: 'features',
    changeEvent: 'features-updated',
    maxBytes,
    fetch,
  };
}

function endpoint(host: string, path: string, clientKey: string): string {
  return `${host.replace(/\/+$/, '')}/${path}/${encodeURIComponent(clientKey)}`;
}

/** Host names are no secret; what follows them may be. */
function originOf(host: string): string {
  return URL.canParse(host) ? new URL(host).origin : 'unknown host';
}
