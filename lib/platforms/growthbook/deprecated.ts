/** Names that were exported from the main entry before the platform had a subpath of its own. */
import type { Sink } from '../../ports/sink.js';
import type { Source } from '../../ports/source.js';
import { deferredSink } from '../../sinks/deferred.sink.js';
import { deferredSource } from '../../sources/deferred.source.js';
import * as results from './extras/results.js';
import * as autoExperiments from './extras/run-auto-experiments.js';
import type { GrowthbookSinkOptions } from './setup/sink.options.js';
import { sinkFace, trackUrl } from './setup/sink.options.js';
import type { GrowthbookSourceOptions } from './setup/source.options.js';
import { checkSourceOptions, downloadOptions } from './setup/source.options.js';

/**
 * Downloads GrowthBook's configuration.
 *
 * @throws TypeError when an option makes no sense
 * @deprecated Import it from 'nestjs-experimentation/growthbook'.
 */
export function growthbookSource(options: GrowthbookSourceOptions): Source {
  checkSourceOptions(options);
  return deferredSource(
    { name: downloadOptions(options).name, watches: options.streaming === true },
    async () => (await import('./wire/growthbook.source.js')).growthbookSource(options),
  );
}

/**
 * Delivers events to GrowthBook's ingestion.
 *
 * @throws TypeError without a client key, or with a host that is no URL
 * @deprecated Import it from 'nestjs-experimentation/growthbook'.
 */
export function growthbookSink(options: GrowthbookSinkOptions): Sink {
  trackUrl(options);
  return deferredSink(sinkFace(options), async () =>
    (await import('./wire/growthbook.sink.js')).growthbookSink(options),
  );
}

/**
 * Shows a decision as GrowthBook's `evalFeature` does.
 *
 * @deprecated Import it from 'nestjs-experimentation/growthbook'.
 */
export const toGrowthbookFeatureResult: typeof results.toGrowthbookFeatureResult =
  results.toGrowthbookFeatureResult;

/**
 * Shows an assignment or exposure as GrowthBook's tracking callbacks get it.
 *
 * @deprecated Import it from 'nestjs-experimentation/growthbook'.
 */
export const toGrowthbookResult: typeof results.toGrowthbookResult = results.toGrowthbookResult;

/**
 * Runs the payload's own experiments for one visitor.
 *
 * @deprecated Import it from 'nestjs-experimentation/growthbook'.
 */
export const runAutoExperiments: typeof autoExperiments.runAutoExperiments =
  autoExperiments.runAutoExperiments;
