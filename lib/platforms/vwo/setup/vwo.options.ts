import type { VisitorFacts } from '../../../ports/platform.js';
import type { VwoSubjectOptions } from '../subject/vwo-subject.js';
import type { VwoEventOptions, VwoIntegrations } from './event.options.js';

/** Where a visitor is, as segments ask for it. */
export interface VwoLocation {
  /** Compared letter by letter, case included. Left out: segments that ask for it do not match, here as below. */
  readonly country?: string | null | undefined;
  /** Part of the country, compared likewise. */
  readonly region?: string | null | undefined;
  /** Compared likewise. */
  readonly city?: string | null | undefined;
}

/** What a user agent header tells, as segments ask for it. */
export interface VwoUserAgentInfo {
  /** Operating system, in the words of the segments. Case does not count. */
  readonly os?: string | null | undefined;
  /** Version of the operating system; segments may ask for a range. Null or left out: none matches. */
  readonly os_version?: string | null | undefined;
  /** Browser, in the words of the segments. Case does not count. */
  readonly browser_string?: string | null | undefined;
  /** Version of the browser, compared as that of the operating system. */
  readonly browser_version?: string | null | undefined;
  /** Kind of device, in the words of the segments. Case does not count. */
  readonly device_type?: string | null | undefined;
  /** Device, in the words of the segments. Case does not count. */
  readonly device?: string | null | undefined;
}

/**
 * Finds out something about a visitor before decisions are made; null or undefined when it is not known. The signal aborts when
 * nobody waits any more (`prefetchTimeoutMs` of the module).
 */
export type VwoLookup<T> = (
  visitor: VisitorFacts,
  signal: AbortSignal,
) => T | null | undefined | Promise<T | null | undefined>;

/** VWO's gateway service, which the application's operators run. */
export interface VwoGatewayOptions {
  /** Its address, such as `https://gateway.internal:8000`; without a scheme it is taken as https. */
  readonly url: string;
  /**
   * For one request about a visitor, in milliseconds, above 0. Decisions wait no longer than `prefetchTimeoutMs` of the module;
   * an answer that is later than that is kept for the visitor's next request.
   *
   * @defaultValue `2_000`
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Most answers that are kept, about user agents and addresses and about lists each; the one unused for longest goes first. 0: none.
   *
   * @defaultValue `10_000`
   */
  readonly maxEntries?: number | undefined;
  /**
   * Milliseconds after which an answer is asked for again. 0: never.
   *
   * @defaultValue `600_000`
   */
  readonly ttlMs?: number | undefined;
}

/** How `vwo()` is set up. */
export interface VwoOptions extends VwoSubjectOptions {
  /** The account's number. Needed unless `settings` are all there is. */
  readonly accountId?: string | number | undefined;
  /** The SDK key of the environment. Needed unless `settings` are all there is. */
  readonly sdkKey?: string | undefined;
  /** The gateway service: it is asked for settings, told of events (one by one), and asked about visitors where segments need that. */
  readonly gateway?: VwoGatewayOptions | undefined;
  /**
   * Milliseconds between downloads, at least 1,000. The module's own option `refresh` wins.
   *
   * @defaultValue what the settings ask for, else `600_000`
   */
  readonly pollIntervalMs?: number | undefined;
  /**
   * Whether settings are those of VWO's development mode, `isDevelopmentMode` of its SDK.
   *
   * @defaultValue `false`
   */
  readonly developmentMode?: boolean | undefined;
  /** Settings (object or text) to start from: the only configuration without `sdkKey`, the bootstrap with it. */
  readonly settings?: unknown;
  /** Where a visitor is. Asked only when segments need it and the visitor's IP address is known, instead of the gateway. */
  readonly geo?: VwoLookup<VwoLocation> | undefined;
  /** What a visitor's user agent header tells. Asked only when segments need it and there is one, instead of the gateway. */
  readonly userAgent?: VwoLookup<VwoUserAgentInfo> | undefined;
  /**
   * Delivery of events to VWO; false switches it off.
   *
   * @defaultValue on when there is an `sdkKey`, with the sink's own defaults
   */
  readonly events?: false | VwoEventOptions | undefined;
  /** Is told of each decision and goal, with the properties that the callback of VWO's integrations gets. */
  readonly integrations?: VwoIntegrations | undefined;
  /**
   * Address of settings and events in place of VWO's own, for a proxy.
   *
   * @defaultValue the gateway's, else `'https://dev.visualwebsiteoptimizer.com'`
   */
  readonly baseUrl?: string | undefined;
  /**
   * For one download, in milliseconds, above 0.
   *
   * @defaultValue `50_000`, as the vendor's SDK has it
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Largest settings in bytes, unpacked, above 0.
   *
   * @defaultValue 32 MiB
   */
  readonly maxBytes?: number | undefined;
  /** Sends all requests, for example through a proxy. @defaultValue the built-in `fetch` */
  readonly fetch?: typeof fetch | undefined;
}

/** Where VWO's settings are downloaded from. */
export interface VwoSourceOptions extends Pick<
  VwoOptions,
  'baseUrl' | 'timeoutMs' | 'maxBytes' | 'fetch' | 'developmentMode'
> {
  /** The account's number, as a number or as digits. */
  readonly accountId: string | number;
  /** The SDK key of the environment whose settings are downloaded. */
  readonly sdkKey: string;
}
