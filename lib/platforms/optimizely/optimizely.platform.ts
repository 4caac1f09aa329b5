import type { SubjectInit } from '../../engine/subject.js';
import { compileInTurns } from '../../platform-kit/compile-in-turns.js';
import { configuredSource } from '../../platform-kit/configured-source.js';
import type { Platform, VisitorFacts } from '../../ports/platform.js';
import { staticSource } from '../../sources/static.source.js';
import type { OptimizelyCompileOptions } from './compile/compile.js';
import { compileSteps } from './compile/compile.js';
import type { DecideOption } from './setup/decide.options.js';
import { decideDefaults } from './setup/decide.options.js';
import type { OptimizelyRegion, OptimizelySinkOptions } from './wire/optimizely.sink.js';
import { optimizelySink } from './wire/optimizely.sink.js';
import type { OptimizelyOdp } from './visitor/odp/odp-events.js';
import type { OptimizelySourceOptions } from './wire/optimizely.source.js';
import { optimizelySource } from './wire/optimizely.source.js';
import type { OptimizelyVisitorOptions } from './visitor/visitor-facilities.js';
import { visitorFacilities } from './visitor/visitor-facilities.js';

/** How {@link optimizely} is set up. */
export interface OptimizelyOptions
  extends Partial<OptimizelySourceOptions>, OptimizelyCompileOptions, OptimizelyVisitorOptions {
  /** A datafile (object or text) to start from: the only configuration without `sdkKey`, the bootstrap with it. */
  readonly datafile?: unknown;
  /**
   * How decisions are made unless the call says otherwise, which it can in both directions. `DISABLE_DECISION_EVENT` reports no
   * exposures; decisions are stored nevertheless.
   *
   * @defaultValue `[]`
   */
  readonly defaultDecideOptions?: readonly DecideOption[] | undefined;
  /** Where events go. @defaultValue the datafile's region, `'US'` when it has none */
  readonly region?: OptimizelyRegion | undefined;
  /**
   * Delivery of events to Optimizely; false switches it off.
   *
   * @defaultValue on when there is an `sdkKey`; with a `datafile` alone, on when options are given here
   */
  readonly events?: false | Omit<OptimizelySinkOptions, 'region' | 'visitorUnit'> | undefined;
}

/** What {@link optimizely} makes. */
export interface OptimizelyPlatform extends Platform {
  /** Optimizely's data platform, for events of the application's own. */
  readonly odp: OptimizelyOdp;
}

/** As Optimizely's SDK polls. */
const REFRESH_MS = 300_000;

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
  const { sdkKey, region, visitorUnit, events, defaultDecideOptions } = options;
  const deliver = events !== false && (sdkKey !== undefined || events !== undefined);
  const sink = deliver ? { ...events, region, visitorUnit } : null;
  // Options are checked when they are given, not when the application starts.
  if (sink !== null) optimizelySink(sink);
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
