import { httpTarget } from '../../../http/target.js';
import { hostLabel } from '../../../http/origin.js';
import { DEFAULT_MAX_BYTES, positiveInteger, timerDelay } from '../../../http/limits.js';
import type { SdkIdentity } from '../subject/sdk-identity.js';
import { DEFAULT_SDK } from '../subject/sdk-identity.js';
import { kameleoonHosts } from './hosts.js';
import type { KameleoonSourceOptions } from './kameleoon.options.js';

/** How the data file is downloaded. */
export interface DownloadSettings {
  readonly url: URL;
  /** Of the source: free of secrets. */
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Where changes are told; null: nobody listens. */
  readonly updates: string | null;
}

const PRODUCTION = 'production';
/** For one request, in milliseconds. */
export const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * Completes the options of a download.
 *
 * @throws TypeError when one makes no sense
 */
export function downloadSettings(options: KameleoonSourceOptions): DownloadSettings {
  const { siteCode, timeoutMs = DEFAULT_TIMEOUT_MS, maxBytes = DEFAULT_MAX_BYTES, realTime = true } = options;
  if (typeof siteCode !== 'string' || siteCode === '') {
    throw new TypeError('Expected siteCode to be the code of a Kameleoon site, got none.');
  }
  const hosts = kameleoonHosts(options.networkDomain, options.endpoints);
  const url = downloadUrl(hosts.configuration, siteCode, options.environment);
  const headers = sdkHeaders(options.sdk ?? DEFAULT_SDK);
  httpTarget(url, headers);
  const updates = realTime ? `${hosts.updates}/sse?siteCode=${encodeURIComponent(siteCode)}` : null;
  if (updates !== null) httpTarget(updates);
  return {
    url,
    name: hostLabel('Kameleoon', url),
    headers,
    timeoutMs: timerDelay('timeoutMs', timeoutMs),
    maxBytes: positiveInteger('maxBytes', maxBytes),
    updates,
  };
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
