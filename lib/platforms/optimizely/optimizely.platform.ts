import type { SubjectInit } from '../../engine/subject.js';
import { compileInTurns } from '../../platform-kit/compile-in-turns.js';
import { configuredSource } from '../../platform-kit/configured-source.js';
import type { Platform, VisitorFacts } from '../../ports/platform.js';
import { staticSource } from '../../sources/static.source.js';
import { compileSteps } from './compile/compile.js';
import { decideDefaults } from './setup/decide.options.js';
import type { OptimizelyOptions } from './setup/optimizely.options.js';
import { checkOptimizelyOptions, REFRESH_MS, sinkOptionsOf } from './setup/optimizely.options.js';
import type { OptimizelyOdp } from './visitor/odp/odp-events.js';
import { visitorFacilities } from './visitor/visitor-facilities.js';
import { optimizelySink } from './wire/optimizely.sink.js';
import { optimizelySource } from './wire/optimizely.source.js';

/** All of Optimizely, and its data platform. */
export interface LoadedOptimizely extends Platform {
  readonly odp: OptimizelyOdp;
}

/**
 * All of Optimizely, at once: what {@link optimizely} loads.
 *
 * @throws TypeError as {@link optimizely}
 */
export function optimizelyPlatform(options: OptimizelyOptions): LoadedOptimizely {
  checkOptimizelyOptions(options);
  const { defaultDecideOptions } = options;
  const sink = sinkOptionsOf(options);
  const visitors = visitorFacilities(options, subject);
  return {
    name: 'optimizely',
    ...sourceOf(options),
    compile: async (payload) => visitors.noted(await compileInTurns(compileSteps(payload, options))),
    subject,
    prefetch: visitors.prefetch,
    sinks: (context) => [...(sink === null ? [] : [optimizelySink(sink)]), ...visitors.sinks(context)],
    ...(visitors.addData !== undefined && { addData: visitors.addData }),
    odp: visitors.odp,
    ...(defaultDecideOptions !== undefined && { decideDefaults: decideDefaults(defaultDecideOptions) }),
    forcesRules: true,
    refreshMs: REFRESH_MS,
  };
}

function sourceOf(options: OptimizelyOptions): Pick<Platform, 'source' | 'bootstrap'> {
  return configuredSource({
    of: 'optimizely',
    remote: options.sdkKey,
    payload: options.datafile,
    expected: 'sdkKey: the SDK key of an environment, or datafile: an Optimizely datafile',
    download: (sdkKey) => optimizelySource({ ...options, sdkKey }),
    given: (datafile) => staticSource(datafile, { name: 'Optimizely (given datafile)' }),
  });
}

/** Units are no attributes: Optimizely targets by what the application says of a visitor. */
function subject({ units, attributes, url }: VisitorFacts): SubjectInit {
  return { units, attributes, url };
}
