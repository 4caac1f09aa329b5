import { positiveInteger, timerDelay } from '../../../http/limits.js';
import { serverUrl } from './connection.js';
import type { VwoGatewayOptions } from './vwo.options.js';

/** How the gateway is asked. */
export interface GatewaySettings {
  /** Without a slash at its end. */
  readonly url: string;
  readonly timeoutMs: number;
  /** Of what is kept. */
  readonly bounds: { readonly maxEntries: number | undefined; readonly ttlMs: number | undefined };
}

const DEFAULT_TIMEOUT_MS = 2_000;

/**
 * Completes the options of the gateway.
 *
 * @throws TypeError when one makes no sense
 */
export function gatewaySettings({ url, timeoutMs, maxEntries, ttlMs }: VwoGatewayOptions): GatewaySettings {
  return {
    url: serverUrl('gateway.url', url),
    timeoutMs: timerDelay('gateway.timeoutMs', timeoutMs ?? DEFAULT_TIMEOUT_MS),
    bounds: { maxEntries: bound('maxEntries', maxEntries), ttlMs: bound('ttlMs', ttlMs) },
  };
}

function bound(name: string, value: number | undefined): number | undefined {
  return value === undefined || value === 0 ? value : positiveInteger(`gateway.${name}`, value);
}
