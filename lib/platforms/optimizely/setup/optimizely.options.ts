import type { OptimizelyCmabOptions } from './cmab.options.js';
import { checkCmabOptions } from './cmab.options.js';
import type { DecideOption } from './decide.options.js';
import type { OptimizelyOdpOptions } from './odp.options.js';
import { checkOdpOptions } from './odp.options.js';
import type { OptimizelyRegion, OptimizelySinkOptions } from './sink.options.js';
import { checkSinkOptions } from './sink.options.js';
import type { OptimizelySourceOptions } from './source.options.js';
import { checkSourceOptions } from './source.options.js';

/** Settings of {@link compileOptimizely}. */
export interface OptimizelyCompileOptions {
  /**
   * Name of the unit that identifies visitors: Optimizely's user id.
   *
   * @defaultValue `'visitor'`
   */
  readonly visitorUnit?: string;
  /**
   * Checks the datafile, once per download, against what the schema of Optimizely's SDK (`jsonSchemaValidator`) demands.
   * Where the SDK rejects all of it, flags that depend on what is broken are put out of service; all of it is rejected only
   * when the account, the project, the revision or one of the lists is missing.
   *
   * @defaultValue false, as the SDK: what decisions need is checked in any case
   */
  readonly validateDatafile?: boolean;
}

/** What {@link compileOptimizely} assumes where nothing is said. */
export const OPTIMIZELY_COMPILE_DEFAULTS: Readonly<Required<OptimizelyCompileOptions>> = Object.freeze({
  visitorUnit: 'visitor',
  validateDatafile: false,
});

/** What is asked and told about visitors besides decisions. */
export interface OptimizelyVisitorOptions {
  /**
   * Optimizely's data platform (ODP): segments are fetched when a visitor comes in, events are sent. Nothing of it happens where
   * the datafile has no ODP integration; false switches it off.
   *
   * @defaultValue on
   */
  readonly odp?: false | OptimizelyOdpOptions | undefined;
  /**
   * Predictions for contextual bandit (CMAB) rules, asked for when a visitor comes in. One that cannot be had makes an error
   * decision, as in the official SDK's asynchronous methods; with false such rules are passed over, as in its synchronous ones.
   *
   * @defaultValue on
   */
  readonly cmab?: false | OptimizelyCmabOptions | undefined;
}

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

/** As Optimizely's SDK polls. */
export const REFRESH_MS = 300_000;

/** What the sink is set up with; null where no events are delivered. */
export function sinkOptionsOf(options: OptimizelyOptions): OptimizelySinkOptions | null {
  const { sdkKey, region, visitorUnit, events } = options;
  const deliver = events !== false && (sdkKey !== undefined || events !== undefined);
  return deliver ? { ...events, region, visitorUnit } : null;
}

/** @throws TypeError when neither `sdkKey` nor `datafile` is given, or an option makes no sense */
export function checkOptimizelyOptions(options: OptimizelyOptions): void {
  const { sdkKey, datafile, odp, cmab } = options;
  checkSinkOptions(sinkOptionsOf(options) ?? {});
  checkOdpOptions(odp || {});
  checkCmabOptions(cmab || {});
  if (sdkKey !== undefined) checkSourceOptions({ ...options, sdkKey });
  else if (datafile === undefined) {
    throw new TypeError(
      'optimizely() expects sdkKey: the SDK key of an environment, or datafile: an Optimizely datafile. Got neither.',
    );
  }
}
