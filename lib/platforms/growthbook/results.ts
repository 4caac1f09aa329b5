import type { Assignment, Decision } from '../../engine/decision.js';
import type { GrowthbookExperiment, GrowthbookResult } from './payload.js';
import type { GrowthbookVariation } from './experiment-parts.js';

/** A decision in GrowthBook's own shape. */
export interface GrowthbookFeatureResult<T = unknown> {
  readonly value: T | null;
  readonly on: boolean;
  readonly off: boolean;
  readonly source: string;
  readonly ruleId: string;
  readonly experiment?: GrowthbookExperiment;
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
