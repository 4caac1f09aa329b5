import { setImmediate } from 'node:timers/promises';
import { finishInTurns } from '../../engine/stepwise.js';
import type { SubjectInit } from '../../engine/subject.js';
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

/** How many entries of a datafile are compiled before other work gets its turn: a few milliseconds' worth. */
const ENTRIES_PER_TURN = 100;

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
  const { sdkKey, datafile, defaultDecideOptions } = options;
  const sink = sinkOptionsOf(options);
  const visitors = visitorFacilities(options, subject);
  return {
    name: 'optimizely',
    source: sdkKey === undefined ? staticSource(datafile) : optimizelySource({ ...options, sdkKey }),
    ...(sdkKey !== undefined && datafile !== undefined && { bootstrap: datafile }),
    compile: async (payload) =>
      visitors.noted(
        await finishInTurns(compileSteps(payload, options), () => setImmediate(), ENTRIES_PER_TURN),
      ),
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

/** Units are no attributes: Optimizely targets by what the application says of a visitor. */
function subject({ units, attributes, url }: VisitorFacts): SubjectInit {
  return { units, attributes, url };
}
