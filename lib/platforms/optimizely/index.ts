import type { PlatformFront } from '../../ports/platform.js';
import type { LoadedOptimizely } from './optimizely.platform.js';
import type { OptimizelyOptions } from './setup/optimizely.options.js';
import { checkOptimizelyOptions, REFRESH_MS } from './setup/optimizely.options.js';
import type { OptimizelyOdp } from './visitor/odp/odp-events.js';
import { OdpFront } from './visitor/odp/odp-front.js';

export * from './deprecated.js';
export type {
  OptimizelyCmabCacheUse,
  OptimizelyCmabOptions,
  OptimizelyCmabRecord,
  OptimizelyCmabStore,
} from './setup/cmab.options.js';
export type { DecideOption as OptimizelyDecideOption } from './setup/decide.options.js';
export type { OdpUserAgentParser, OptimizelyOdpCacheUse, OptimizelyOdpOptions } from './setup/odp.options.js';
export type {
  OptimizelyCompileOptions,
  OptimizelyOptions,
  OptimizelyVisitorOptions,
} from './setup/optimizely.options.js';
export type { OptimizelyRegion, OptimizelySinkOptions } from './setup/sink.options.js';
export type { OptimizelySourceOptions } from './setup/source.options.js';
export type { OdpVisitorEvent, OptimizelyOdpDatum } from './visitor/odp/odp-datum.js';
export type { OptimizelyOdpEvent } from './visitor/odp/odp-event.js';
export type { OptimizelyOdpLedger } from './visitor/odp/odp-event-queue.js';
export type { OptimizelyOdp } from './visitor/odp/odp-events.js';

/** What {@link optimizely} makes. */
export interface OptimizelyPlatform extends PlatformFront {
  /** Optimizely's data platform, for events of the application's own: at hand before the platform is loaded. */
  readonly odp: OptimizelyOdp;
}

/**
 * Optimizely Feature Experimentation: the datafile from its CDN or a given one, decisions as its SDK makes them, impressions
 * and conversions to its event API.
 *
 * @throws TypeError when neither `sdkKey` nor `datafile` is given, or an option makes no sense
 * @example
 * ```ts
 * ExperimentationModule.forRoot({ platform: optimizely({ sdkKey: 'Abc123' }) })
 * ```
 */
export function optimizely(options: OptimizelyOptions): OptimizelyPlatform {
  checkOptimizelyOptions(options);
  const odp = new OdpFront();
  const load = async (): Promise<LoadedOptimizely> => {
    const { optimizelyPlatform } = await import('./optimizely.platform.js');
    const platform = optimizelyPlatform(options);
    odp.hand(platform.odp);
    return platform;
  };
  let loading: Promise<LoadedOptimizely> | undefined;
  return { name: 'optimizely', refreshMs: REFRESH_MS, odp, load: () => (loading ??= load()) };
}
