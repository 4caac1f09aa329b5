import { inspect } from 'node:util';
import type { VwoAccount } from './connection.js';
import { checkAccount } from './connection.js';
import { downloadSettings } from './download.js';
import type { VwoSinkOptions } from './event.options.js';
import { eventSettings } from './event-settings.js';
import { gatewaySettings } from './gateway-settings.js';
import type { VwoOptions, VwoSourceOptions } from './vwo.options.js';

/** As VWO's SDK polls where neither options nor settings say. */
const REFRESH_MS = 600_000;
/** The shortest pause between downloads. */
export const MIN_REFRESH_MS = 1_000;
/** The longest that a timer of Node can wait. */
export const MAX_REFRESH_MS = 2 ** 31 - 1;

/**
 * Checks all that can be said of options before the platform is loaded.
 *
 * @throws TypeError for the first that makes no sense
 */
export function checkOptions(options: VwoOptions): void {
  refreshInterval(options.pollIntervalMs);
  const account = accountOf(options);
  if (options.gateway !== undefined) {
    gatewayAccount(account);
    gatewaySettings(options.gateway);
  }
  if (account !== null) downloadSettings(downloadOptions(options, account));
  const events = eventOptions(options, account);
  if (events !== null) eventSettings(events);
}

/**
 * Milliseconds between downloads.
 *
 * @throws TypeError when what is wanted is no such number
 */
export function refreshInterval(wanted: number | undefined): number {
  if (wanted === undefined) return REFRESH_MS;
  if (Number.isSafeInteger(wanted) && wanted >= MIN_REFRESH_MS && wanted <= MAX_REFRESH_MS) return wanted;
  throw new TypeError(
    `vwo() expects pollIntervalMs: whole milliseconds from ${MIN_REFRESH_MS} to ${MAX_REFRESH_MS}, such as 60_000. Got ${inspect(wanted)}.`,
  );
}

/** The account and environment; null: there is nobody to talk to. Throws a TypeError for half of it. */
export function accountOf(options: VwoOptions): VwoAccount | null {
  const { accountId, sdkKey, settings } = options;
  if (accountId === undefined && sdkKey === undefined && settings !== undefined) return null;
  return checkAccount('vwo', options);
}

/** The account that a gateway is asked about. Throws a TypeError where there is none. */
export function gatewayAccount(account: VwoAccount | null): VwoAccount {
  if (account !== null) return account;
  throw new TypeError(
    'vwo() expects accountId and sdkKey together with gateway, which asks for the account.',
  );
}

/** How settings are downloaded: from the gateway where there is one, unless an address is given. */
export function downloadOptions(options: VwoOptions, account: VwoAccount): VwoSourceOptions {
  const { baseUrl, gateway } = options;
  return {
    ...options,
    ...account,
    baseUrl: baseUrl ?? (gateway === undefined ? undefined : gatewaySettings(gateway).url),
  };
}

/** How events are delivered; null: they are not. A gateway takes them one by one. */
export function eventOptions(options: VwoOptions, account: VwoAccount | null): VwoSinkOptions | null {
  const { events, visitorUnit, baseUrl, gateway, fetch } = options;
  if (account === null || events === false) return null;
  const own = { ...events, ...account, visitorUnit, fetch };
  if (baseUrl !== undefined || gateway === undefined) return { ...own, endpoint: baseUrl };
  return { ...own, batch: false, endpoint: gatewaySettings(gateway).url };
}
