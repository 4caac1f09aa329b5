import type { Decision } from '../../../engine/decision.js';
import { NO_VARIABLES, NONE, plainDecision } from '../../../engine/decision.js';
import type { LinkedFeature } from './linked-rule.js';
import { assign, WITHOUT_HASH } from './placement.js';
import { storedDecision } from './stored-decision.js';
import { storedName } from '../subject/subject-keys.js';
import type { FeatureResult, Placement, Visit } from '../subject/visit.js';

/** What `Decision.details` holds: the raw material of the integrations callback. */
export interface VwoDecisionDetails extends Readonly<Record<string, unknown>> {
  readonly featureId: unknown;
  readonly featureName: unknown;
  readonly rollout: Placement | null;
  readonly experiment: Placement | null;
  /** `_vwoUserId` among the custom variables; null if no rule got as far. */
  readonly customVariablesUser: string | undefined | null;
  /** `_vwoUserId` among the targeting variables; null if no test was checked. */
  readonly targetingVariablesUser: string | undefined | null;
  /** The targeting variables themselves; null if no test was checked. */
  readonly targetingVariables: ReadonlyMap<string, unknown> | null;
}

/** Ends a visit whose rules have been gone through: stores, measures impact, and answers. */
export function conclude(
  visit: Visit,
  feature: LinkedFeature,
  experiment: Placement | null,
  answer: FeatureResult,
): Decision {
  const served = experiment ?? visit.rollout;
  if (served !== null) remember(visit, feature, experiment);
  if (feature.impact !== null) {
    const { impact } = feature;
    visit.walk.expose(
      assign(visit, impact.experiment, served === null ? impact.off : impact.on, WITHOUT_HASH),
    );
  }
  const details = detailsOf(visit, feature, experiment);
  return served === null
    ? answered(visit, null, { value: feature.valueOff, answer, details })
    : serve(visit, served, answer, details);
}

/** Answers with what a place serves. */
export function serve(
  visit: Visit,
  served: Placement,
  answer: FeatureResult,
  details: VwoDecisionDetails | null,
): Decision {
  return answered(visit, served, { value: served.variables.summary, answer, details });
}

interface Content {
  readonly value: unknown;
  readonly answer: FeatureResult;
  readonly details: VwoDecisionDetails | null;
}

function answered(visit: Visit, served: Placement | null, { value, answer, details }: Content): Decision {
  return {
    key: visit.featureKey,
    value,
    on: served !== null,
    variables: served === null ? NO_VARIABLES : served.variables.byKey,
    reason: answer.reason,
    cause: answer.cause,
    source: answer.source,
    ruleId: answer.ruleId,
    assignment: served === null ? null : served.assignment,
    exposures: visit.walk.exposures,
    prerequisites: visit.walk.prerequisites,
    writes: visit.walk.writes,
    errorCode: null,
    errorMessage: null,
    messages: NONE,
    details,
  };
}

/** Where VWO's SDK fails, the flag is off; what happened before that counts. */
export function fail(visit: Visit, ruleId: string): Decision {
  return plainDecision({
    key: visit.featureKey,
    value: null,
    reason: 'ERROR',
    cause: 'error',
    source: 'error',
    ruleId,
    exposures: visit.walk.exposures,
    writes: visit.walk.writes,
    errorCode: 'GENERAL',
    errorMessage: `Rule "${ruleId}" of flag "${visit.featureKey}" cannot be evaluated for this visitor. The warnings of the configuration tell what is wrong with its segments and groups.`,
  });
}

function remember(visit: Visit, feature: LinkedFeature, experiment: Placement | null): void {
  if (visit.subject.stored === null) return;
  const document = storedDecision(visit, feature, experiment);
  if (document !== null) visit.walk.write(storedName(visit.featureKey, visit.userId), document);
}

function detailsOf(visit: Visit, feature: LinkedFeature, experiment: Placement | null): VwoDecisionDetails {
  const { rollout } = visit;
  const isTold = rollout !== null && (!rollout.isStored || experiment?.assignment.hashUsed === true);
  return {
    featureId: feature.id,
    featureName: feature.name,
    rollout: isTold ? rollout : null,
    experiment,
    customVariablesUser: visit.reportedUser,
    targetingVariablesUser: visit.reportedTargetingUser,
    targetingVariables: visit.reportedTargetingUser === null ? null : visit.targetingVariables(),
  };
}
