/**
 * The light front of Kameleoon: what applications that use another platform load of it.
 */
import type { PlatformFront, VisitorCookieConvention } from '../../ports/platform.js';
import type { LoadedKameleoon } from './kameleoon.platform.js';
import { checkOptions, refreshInterval } from './setup/check-options.js';
import type { KameleoonOptions } from './setup/kameleoon.options.js';
import { withOptionsFile } from './setup/options-file.js';
import { visitorCookie } from './setup/visitor-cookie.js';
import type { VisitorMemoryStatus } from './visitor/visitor-memory.js';

export * from './deprecated.js';
export type {
  V1Experiments as KameleoonV1Visitor,
  V1Host as KameleoonV1Host,
} from './extras/kameleoon-v1.js';
export type { KameleoonVariable } from './payload/compile-variables.js';
export type {
  KameleoonEndpoints,
  KameleoonOptions,
  KameleoonSinkOptions,
  KameleoonSourceOptions,
  KameleoonVisitorMemory,
  KameleoonVisitors,
} from './setup/kameleoon.options.js';
export type {
  KameleoonRemoteData,
  KameleoonRemoteVisits,
  KameleoonRequestData,
  KameleoonVisitorOptions,
  KameleoonWarehouse,
} from './setup/visitor-memory.options.js';
export type {
  ConversionDatum as KameleoonConversion,
  KameleoonBrowser,
  KameleoonDatum,
  KameleoonDevice,
  KameleoonInstruction,
  KameleoonOperatingSystem,
  KameleoonStatement,
} from './visitor/remembered-data.js';
export type { VisitorMemoryStatus as KameleoonVisitorMemoryStatus } from './visitor/visitor-memory.js';

/** What `kameleoon()` makes: the platform, and a look at what it remembers. */
export interface KameleoonPlatform extends PlatformFront {
  /** The visitor cookie that Kameleoon's browser tag shares. */
  readonly cookie: VisitorCookieConvention;
  /**
   * How many visitors are remembered at present, and how many were forgotten since the start: for metrics and health checks.
   * Nobody before the module has started.
   */
  visitorMemory(): VisitorMemoryStatus;
}

const NOBODY: VisitorMemoryStatus = Object.freeze({ visitors: 0, expired: 0, evicted: 0 });

/**
 * Kameleoon: the data file of a site, decisions as the vendor's SDK makes them, events to its data API. What is said of a visitor,
 * and what they were assigned, is remembered in this process.
 *
 * `variation(flag)` is the key of the variation, `value('flag.variable', fallback)` one of its variables (`value('flag', fallback)` where
 * it has but one), `decide(flag).variables` all of them. Goals are tracked by their ids
 * (`track('1234')`), or by name with the option `goals`.
 *
 * @throws TypeError when neither `siteCode` nor `dataFile` is given, or an option or the options file makes no sense
 * @example
 * ```ts
 * ExperimentationModule.forRoot({ platform: kameleoon({ siteCode: 'a1b2c3d4e5' }) })
 * ```
 */
export function kameleoon(given: KameleoonOptions): KameleoonPlatform {
  const options = withOptionsFile(given);
  checkOptions(options);
  let loaded: LoadedKameleoon | undefined;
  const load = async (): Promise<LoadedKameleoon> => {
    const { kameleoonPlatform } = await import('./kameleoon.platform.js');
    return (loaded = kameleoonPlatform(options));
  };
  let loading: Promise<LoadedKameleoon> | undefined;
  return {
    name: 'kameleoon',
    cookie: visitorCookie(options.topLevelDomain),
    refreshMs: refreshInterval(options.refreshIntervalMs),
    visitorMemory: () => loaded?.visitorMemory() ?? NOBODY,
    load: () => (loading ??= load()),
  };
}
