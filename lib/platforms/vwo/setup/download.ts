import { httpTarget } from '../../../http/target.js';
import { hostLabel } from '../../../http/origin.js';
import { DEFAULT_MAX_BYTES, positiveInteger, timerDelay } from '../../../http/limits.js';
import type { VwoAccount } from './connection.js';
import { checkAccount, serverUrl, VWO_COLLECTOR } from './connection.js';
import type { VwoSourceOptions } from './vwo.options.js';

/** How settings are downloaded. */
export interface DownloadSettings {
  readonly account: VwoAccount;
  /** Without a slash at its end. */
  readonly server: string;
  /** Of the source: free of secrets. */
  readonly name: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

const DEFAULT_TIMEOUT_MS = 50_000;

/**
 * Completes the options of a download.
 *
 * @throws TypeError when one is missing or makes no sense
 */
export function downloadSettings(options: VwoSourceOptions): DownloadSettings {
  const account = checkAccount('vwoSource', options);
  const server = serverUrl('baseUrl', options.baseUrl ?? VWO_COLLECTOR);
  httpTarget(server);
  const { timeoutMs = DEFAULT_TIMEOUT_MS, maxBytes = DEFAULT_MAX_BYTES } = options;
  return {
    account,
    server,
    name: hostLabel('VWO', server),
    timeoutMs: timerDelay('timeoutMs', timeoutMs),
    maxBytes: positiveInteger('maxBytes', maxBytes),
  };
}
