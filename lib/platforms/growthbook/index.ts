import type { Platform, PlatformFront } from '../../ports/platform.js';
import type { GrowthbookOptions } from './setup/growthbook.options.js';
import { checkGrowthbookOptions } from './setup/growthbook.options.js';

export * from './deprecated.js';
export type { AutoExperimentOptions, AutoExperimentRun } from './extras/run-auto-experiments.js';
export type { GrowthbookFeatureResult } from './extras/results.js';
export type * from './payload/payload.js';
export type * from './payload/result.js';
export type {
  GrowthbookCompileOptions,
  GrowthbookOptions,
  QueryStringOverrideOptions,
  QueryStringOverridesOption,
} from './setup/growthbook.options.js';
export type { GrowthbookSinkOptions, GrowthbookTrackedEvent } from './setup/sink.options.js';
export type { GrowthbookSourceOptions } from './setup/source.options.js';

/**
 * GrowthBook: configuration from its CDN, a self-hosted server or a given payload, decisions as its SDK makes them, events
 * to its ingestion.
 *
 * @throws TypeError when neither `clientKey` nor `payload` is given, or an option makes no sense
 * @example
 * ```ts
 * ExperimentationModule.forRoot({ platform: growthbook({ clientKey: 'sdk-abc123' }) })
 * ```
 */
export function growthbook(options: GrowthbookOptions): PlatformFront {
  checkGrowthbookOptions(options);
  let loading: Promise<Platform> | undefined;
  return {
    name: 'growthbook',
    load: () =>
      (loading ??= import('./growthbook.platform.js').then(({ growthbookPlatform }) =>
        growthbookPlatform(options),
      )),
  };
}
