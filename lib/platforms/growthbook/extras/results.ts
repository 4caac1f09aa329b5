import type { Assignment, Decision } from '../../../engine/decision.js';
import type { GrowthbookExperiment } from '../payload/payload.js';
import type { GrowthbookResult } from '../payload/result.js';
import type { GrowthbookVariation } from '../decide/compile-choice.js';

/** A decision in GrowthBook's own shape. */
export interface GrowthbookFeatureResult<T = unknown> {
  /** The value served; null when there is none. */
  readonly value: T | null;
  /** Whether the value is truthy. */
  readonly on: boolean;
  /** The opposite of `on`. */
  readonly off: boolean;
  /**
   * What the value comes from: `defaultValue`, `force`, `experiment`, `override`, `prerequisite`, `cyclicPrerequisite`,
   * `unknownFeature`, or beyond what the SDK knows `quarantined` and `error`.
   */
  readonly source: string;
  /** The rule that answered; `''` if none or unnamed. */
  readonly ruleId: string;
  /** The experiment behind the value. Left out if there is none, as is its result. */
  readonly experiment?: GrowthbookExperiment;
  /** The visitor's place in that experiment. */
  readonly experimentResult?: GrowthbookResult;
}

/** Shows a decision as GrowthBook's `evalFeature` does. For callbacks and tests that were written for it. */
export function toGrowthbookFeatureResult<T>(decision: Decision<T>): GrowthbookFeatureResult<T> {
  const { value, on, source, ruleId, assignment } = decision;
  return {
    value,
    on,
    off: !on,
    source,
    ruleId,
    ...(assignment !== null && {
      experiment: assignment.experiment.definition as GrowthbookExperiment,
      experimentResult: toGrowthbookResult(assignment),
    }),
  };
}

/** Shows an assignment or exposure as GrowthBook's tracking callbacks get it. */
export function toGrowthbookResult(assignment: Assignment): GrowthbookResult {
  const tracked = assignment.details?.['tracked'];
  if (tracked !== undefined) return tracked as GrowthbookResult;
  const { variation, bucket, details } = assignment;
  const { passthrough } = variation as GrowthbookVariation;
  return {
    key: variation.key,
    featureId: assignment.flagKey,
    inExperiment: assignment.inExperiment,
    hashUsed: assignment.hashUsed,
    variationId: variation.index,
    value: variation.value,
    hashAttribute: assignment.hashAttribute,
    hashValue: assignment.hashValue,
    stickyBucketUsed: assignment.sticky,
    ...(variation.name !== null && { name: variation.name }),
    ...(bucket !== null && { bucket }),
    ...(passthrough ? { passthrough: passthrough as boolean } : {}),
    ...details,
  };
}
