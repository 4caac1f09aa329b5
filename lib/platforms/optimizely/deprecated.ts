/** Names that were exported from the main entry before the platform had a subpath of its own. */
import type { Sink } from '../../ports/sink.js';
import type { Source } from '../../ports/source.js';
import { deferredSink } from '../../sinks/deferred.sink.js';
import { deferredSource } from '../../sources/deferred.source.js';
import type { OptimizelySinkOptions } from './setup/sink.options.js';
import { checkSinkOptions, sinkFace } from './setup/sink.options.js';
import type { OptimizelySourceOptions } from './setup/source.options.js';
import { checkSourceOptions, downloadOptions } from './setup/source.options.js';
import * as datum from './visitor/odp/odp-datum.js';

/**
 * Downloads the datafile of an environment.
 *
 * @throws TypeError when an option makes no sense
 * @deprecated Import it from 'nestjs-experimentation/optimizely'.
 */
export function optimizelySource(options: OptimizelySourceOptions): Source {
  checkSourceOptions(options);
  return deferredSource({ name: downloadOptions(options).name, watches: false }, async () =>
    (await import('./wire/optimizely.source.js')).optimizelySource(options),
  );
}

/**
 * Delivers exposures and goals to Optimizely.
 *
 * @throws TypeError when an option makes no sense
 * @deprecated Import it from 'nestjs-experimentation/optimizely'.
 */
export function optimizelySink(options: OptimizelySinkOptions = {}): Sink {
  checkSinkOptions(options);
  return deferredSink(sinkFace(options), async () =>
    (await import('./wire/optimizely.sink.js')).optimizelySink(options),
  );
}

/**
 * Makes an event for Optimizely's data platform (ODP): for `experiments.addData(...)`.
 *
 * @deprecated Import it from 'nestjs-experimentation/optimizely'.
 */
export const optimizelyOdpEvent: typeof datum.optimizelyOdpEvent = datum.optimizelyOdpEvent;
