import type { VisitorFacts } from '../../../ports/platform.js';
import type { FactStore } from '../../../sources/fact-cache.js';
import { checkCount, checkDelay } from './odp.options.js';

/** A prediction as it is cached, in the shape that Optimizely's SDKs keep. */
export interface OptimizelyCmabRecord {
  /** Of the attributes that the prediction was made from: with others it no longer counts. */
  readonly attributesHash: string;
  /** Id of the variation that is predicted for the visitor. */
  readonly variationId: string;
  /** Names the prediction; exposures that come of it tell Optimizely the name. */
  readonly cmabUuid: string;
}

/** A cache of predictions, by visitor and rule. */
export interface OptimizelyCmabStore extends FactStore<OptimizelyCmabRecord> {
  /** Forgets one prediction. */
  delete?(key: string): unknown;
}

/**
 * What to do with cached predictions for one visitor, as the SDK's decide options say it: `ignore` is `IGNORE_CMAB_CACHE`,
 * `invalidate` is `INVALIDATE_USER_CMAB_CACHE`, `reset` is `RESET_CMAB_CACHE`.
 */
export type OptimizelyCmabCacheUse = 'use' | 'ignore' | 'invalidate' | 'reset';

/** How {@link optimizely} asks for predictions for contextual bandit (CMAB) rules. */
export interface OptimizelyCmabOptions {
  /** Address of the prediction service; the first `%s` stands for the rule's id. @defaultValue Optimizely's */
  readonly predictionEndpointTemplate?: string | undefined;
  /** Predictions that are kept; 0: none. @defaultValue `10_000` */
  readonly cacheSize?: number | undefined;
  /** Milliseconds after which a prediction is asked for again; 0: never. @defaultValue `1_800_000` (30 minutes) */
  readonly cacheTtlMs?: number | undefined;
  /** Keeps predictions instead of this process' memory. The two bounds above are then its own business. */
  readonly cache?: OptimizelyCmabStore | undefined;
  /** What to do with the cache for one visitor. @defaultValue always `'use'` */
  readonly cacheUse?: ((visitor: VisitorFacts) => OptimizelyCmabCacheUse) | undefined;
  /**
   * Milliseconds that one request may take, above 0; there are two, 100 ms apart. A visitor waits no longer than the
   * module's `prefetchTimeoutMs`; what comes later is kept for their next request.
   *
   * @defaultValue `60_000`
   */
  readonly timeoutMs?: number | undefined;
  /** Makes requests: for a proxy or a client certificate. @defaultValue the built-in `fetch` */
  readonly fetch?: typeof fetch | undefined;
}

/** As Optimizely's SDK has them. */
export const CMAB_DEFAULTS = Object.freeze({
  predictionEndpointTemplate: 'https://prediction.cmab.optimizely.com/predict/%s',
  cacheSize: 10_000,
  cacheTtlMs: 1_800_000,
  timeoutMs: 60_000,
  attempts: 2,
  pauseMs: 100,
});

/** @throws TypeError when an option makes no sense */
export function checkCmabOptions({
  predictionEndpointTemplate,
  cacheSize,
  cacheTtlMs,
  timeoutMs,
}: OptimizelyCmabOptions): void {
  checkCount('cmab.cacheSize', cacheSize, 0);
  checkCount('cmab.cacheTtlMs', cacheTtlMs, 0);
  checkDelay('cmab.timeoutMs', timeoutMs);
  if (predictionEndpointTemplate === undefined || URL.canParse(predictionEndpointTemplate.replace('%s', '1')))
    return;
  throw new TypeError(
    `optimizely() expects cmab.predictionEndpointTemplate to be an address such as ${CMAB_DEFAULTS.predictionEndpointTemplate}, got something that is no address.`,
  );
}
