import { positiveInteger, timerDelay } from '../../../http/limits.js';
import { DEFAULT_TIMEOUT_MS, downloadSettings } from './download.js';
import { eventSettings } from './event-settings.js';
import { goalIds } from './goal-ids.js';
import { kameleoonHosts } from './hosts.js';
import type { KameleoonOptions, KameleoonSinkOptions, KameleoonVisitorMemory } from './kameleoon.options.js';
import type { RemoteSettings } from './remote-settings.js';
import { remoteSettings } from './remote-settings.js';

const REFRESH_MS = 3_600_000;

/**
 * Checks all that can be said of options before the platform is loaded.
 *
 * @param options - with those of the options file in them
 * @throws TypeError for the first that makes no sense
 */
export function checkOptions(options: KameleoonOptions): void {
  checkedBounds(options.visitors ?? {});
  goalIds(options.goals);
  credentialsOf(options);
  const events = eventOptions(options);
  if (events !== null) eventSettings(events);
  remoteOptions(options);
  checkConfiguration(options);
  const { siteCode } = options;
  if (siteCode !== undefined) downloadSettings({ ...options, siteCode });
  refreshInterval(options.refreshIntervalMs);
}

/** Bounds of the visitor memory. Throws a TypeError for one that is no whole number above 0. */
export function checkedBounds({ idleMs, maxVisitors }: KameleoonVisitorMemory): KameleoonVisitorMemory {
  if (idleMs !== undefined) positiveInteger('visitors.idleMs', idleMs);
  if (maxVisitors !== undefined) positiveInteger('visitors.maxVisitors', maxVisitors);
  return { idleMs, maxVisitors };
}

/** Milliseconds between downloads. Throws a TypeError for what is no whole number above 0. */
export function refreshInterval(wanted: number = REFRESH_MS): number {
  return timerDelay('refreshIntervalMs', wanted);
}

/** Throws a TypeError where there is no configuration to be had. */
export function checkConfiguration({ siteCode, dataFile }: KameleoonOptions): void {
  if (siteCode !== undefined || dataFile !== undefined) return;
  throw new TypeError(
    'kameleoon() expects siteCode: the code of a site, or dataFile: a Kameleoon data file. Got neither.',
  );
}

/** What access tokens are had with. */
export interface Credentials {
  /** Origin of the API. */
  readonly api: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly timeoutMs: number;
}

/** Null: requests are made without a token. Throws a TypeError for half of the credentials. */
export function credentialsOf(options: KameleoonOptions): Credentials | null {
  const { clientId, clientSecret, networkDomain, endpoints, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  if (clientId === undefined && clientSecret === undefined) return null;
  if (!clientId || !clientSecret) {
    throw new TypeError(
      `kameleoon() expects clientId and clientSecret together, got only ${clientId ? 'clientId' : 'clientSecret'}.`,
    );
  }
  const { api } = kameleoonHosts(networkDomain, endpoints);
  return { api, clientId, clientSecret, timeoutMs: timerDelay('timeoutMs', timeoutMs) };
}

/** How events are delivered; null: they are not. */
export function eventOptions(options: KameleoonOptions): KameleoonSinkOptions | null {
  const { siteCode, events, goals, networkDomain, endpoints, sdk } = options;
  if (siteCode === undefined || events === false) return null;
  return { ...events, siteCode, goals, networkDomain, endpoints, sdk };
}

/** What is fetched about visitors; null: nothing. Throws a TypeError where nobody could be asked. */
export function remoteOptions({
  siteCode,
  remoteData,
  networkDomain,
  endpoints,
}: KameleoonOptions): { readonly siteCode: string; readonly settings: RemoteSettings } | null {
  if (remoteData === undefined) return null;
  if (siteCode === undefined) {
    throw new TypeError(
      'kameleoon() expects siteCode with remoteData: the data API is asked by it. Got none.',
    );
  }
  kameleoonHosts(networkDomain, endpoints);
  const settings = remoteSettings(remoteData);
  return settings === null ? null : { siteCode, settings };
}
