import type { UnitValue } from '../../../engine/subject.js';
import type { VisitorFacts } from '../../../ports/platform.js';
import type { FactStore } from '../../../sources/fact-cache.js';
import { timerDelay } from '../../../http/limits.js';

/** What to do with cached facts about one visitor: use them, leave the cache alone, or forget everybody's first. */
export type OptimizelyOdpCacheUse = 'use' | 'ignore' | 'reset';

/** Tells what events say of the user agent, as parsers for Optimizely's own SDK do. */
export interface OdpUserAgentParser {
  /**
   * Events say of the visitor what it returns, as `os`, `os_version`, `device_type` and `model`; parts without a value
   * are left out.
   */
  parseUserAgentInfo(): {
    readonly os: { readonly name?: string | undefined; readonly version?: string | undefined };
    readonly device: { readonly type?: string | undefined; readonly model?: string | undefined };
  };
}

/** How {@link optimizely} uses Optimizely's data platform (ODP), where the datafile has such an integration. */
export interface OptimizelyOdpOptions {
  /** Visitors whose segments are kept; 0: nobody's. @defaultValue `10_000` */
  readonly segmentsCacheSize?: number | undefined;
  /** Milliseconds after which segments are fetched again; 0: never. @defaultValue `600_000` */
  readonly segmentsCacheTtlMs?: number | undefined;
  /** Keeps segments instead of this process' memory. The two bounds above are then its own business. */
  readonly segmentsCache?: FactStore<readonly string[]> | undefined;
  /** What to do with the cache for one visitor. @defaultValue always `'use'` */
  readonly segmentsCacheUse?: ((visitor: VisitorFacts) => OptimizelyOdpCacheUse) | undefined;
  /**
   * Milliseconds that a request for segments may take, above 0. A visitor waits no longer than the module's
   * `prefetchTimeoutMs`; what comes later is kept for their next request.
   *
   * @defaultValue `10_000`
   */
  readonly segmentsTimeoutMs?: number | undefined;
  /** Events in one request, at least 1. @defaultValue `10` */
  readonly eventBatchSize?: number | undefined;
  /** Milliseconds from the first event of an empty queue to its delivery, above 0. @defaultValue `1_000` */
  readonly eventFlushIntervalMs?: number | undefined;
  /** Milliseconds that the delivery of a batch may take, above 0. @defaultValue `10_000` */
  readonly eventTimeoutMs?: number | undefined;
  /** Events that may wait; more are dropped and counted. At least 1. @defaultValue `10_000` */
  readonly eventQueueSize?: number | undefined;
  /** Adds operating system and device to events: asked once. */
  readonly userAgentParser?: OdpUserAgentParser | undefined;
  /** Name of the unit that is a visitor's ODP identifier `vuid`, where they have one besides their user id. @defaultValue `'vuid'` */
  readonly vuidUnit?: string | undefined;
  /** Makes requests: for a proxy or a client certificate. @defaultValue the built-in `fetch` */
  readonly fetch?: typeof fetch | undefined;
}

/** As Optimizely's SDK for Node has them. */
export const ODP_DEFAULTS = Object.freeze({
  segmentsCacheSize: 10_000,
  segmentsCacheTtlMs: 600_000,
  segmentsTimeoutMs: 10_000,
  eventBatchSize: 10,
  eventFlushIntervalMs: 1_000,
  eventTimeoutMs: 10_000,
  eventQueueSize: 10_000,
  vuidUnit: 'vuid',
});

const VUID_PREFIX = 'vuid_';

/** The kind of identifier that a user id is to ODP. */
export function identifierOf(userId: UnitValue): 'vuid' | 'fs_user_id' {
  const id = String(userId);
  return id.startsWith(VUID_PREFIX) && id.length > VUID_PREFIX.length ? 'vuid' : 'fs_user_id';
}

/** @throws TypeError when an option makes no sense */
export function checkOdpOptions(options: OptimizelyOdpOptions): void {
  checkCount('odp.segmentsCacheSize', options.segmentsCacheSize, 0);
  checkCount('odp.segmentsCacheTtlMs', options.segmentsCacheTtlMs, 0);
  for (const name of ['eventBatchSize', 'eventQueueSize'] as const)
    checkCount(`odp.${name}`, options[name], 1);
  for (const name of ['segmentsTimeoutMs', 'eventFlushIntervalMs', 'eventTimeoutMs'] as const)
    checkDelay(`odp.${name}`, options[name]);
}

/** Checks a time that a timer will wait for, as {@link checkCount} does a count. Throws `TypeError`. */
export function checkDelay(name: string, value: number | undefined): void {
  checkCount(name, value, 1);
  if (value !== undefined) timerDelay(name, value);
}

/** Checks a whole number given by an application; undefined is the default. Throws `TypeError`. */
export function checkCount(name: string, value: number | undefined, least: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= least)) return;
  throw new TypeError(
    `optimizely() expects ${name} to be a whole number of ${least} or more, got ${String(value)}.`,
  );
}
