import { httpTarget } from '../../../http/target.js';
import { hostLabel } from '../../../http/origin.js';
import { DEFAULT_MAX_BYTES, positiveInteger, timerDelay } from '../../../http/limits.js';
import type { AbsmartlySourceOptions } from './absmartly.options.js';
import { applicationOf, contextUrl } from './connection.js';

/** How context data is downloaded. */
export interface DownloadSettings {
  readonly url: URL;
  /** Of the source: free of secrets. */
  readonly name: string;
  readonly retries: number;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

const DEFAULT_RETRIES = 5;
const DEFAULT_TIMEOUT_MS = 3_000;

/**
 * Completes the options of a download, whose address has been checked.
 *
 * @throws TypeError when one of them makes no sense
 */
export function downloadSettings(options: AbsmartlySourceOptions): DownloadSettings {
  const { retries = DEFAULT_RETRIES, timeoutMs = DEFAULT_TIMEOUT_MS, maxBytes = DEFAULT_MAX_BYTES } = options;
  if (retries !== 0) positiveInteger('retries', retries);
  const url = withQuery(contextUrl(options.endpoint), options);
  httpTarget(url);
  return {
    url,
    name: hostLabel('A/B Smartly', url),
    retries,
    timeoutMs: timerDelay('timeoutMs', timeoutMs),
    maxBytes: positiveInteger('maxBytes', maxBytes),
  };
}

/** Percent-encoded as `encodeURIComponent` does it, which is what the vendor's SDK uses. */
function withQuery(url: URL, { application, environment }: AbsmartlySourceOptions): URL {
  const { name } = applicationOf(application);
  const query = `application=${encodeURIComponent(name)}&environment=${encodeURIComponent(environment)}`;
  return new URL(`${url.href}?${query}`);
}
