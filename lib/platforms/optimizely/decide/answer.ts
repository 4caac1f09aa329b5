import type { Assignment, Decision, Experiment, Exposure } from '../../../engine/decision.js';
import { NONE, plainDecision } from '../../../engine/decision.js';
import type { Cause, Reason } from '../../../engine/vocabulary.js';
import type { Walk } from '../../../engine/walk.js';
import { own } from '../../../platform-kit/foreign-json.js';
import type { Arm, ArmDetails } from './arms.js';
import type { RuleNode } from '../payload/payload.js';
import { engineId, shown } from '../payload/read-json.js';
import { reasonsOf } from './reasons.js';
import { BUCKETING_ID, bucketingId } from '../subject/visitor.js';

/** Where a decision comes from, in Optimizely's words: the source of a decision, the `rule_type` of an event. */
export type DecisionSource = 'feature-test' | 'rollout' | 'holdout' | 'experiment';

/** What all decisions of one rule for one flag share. */
export interface DecidingRule {
  /** Of an experiment on its own: its key. */
  readonly flagKey: string;
  readonly source: DecisionSource;
  readonly ruleKey: string;
  readonly experiment: Experiment;
  /** Whether its decisions are exposures. */
  readonly counts: boolean;
  /** Name of the unit that identifies visitors. */
  readonly unit: string;
}

/** How a visitor came to a variation. */
export interface How {
  readonly cause: Cause;
  readonly reason: Reason;
  readonly hashed: boolean;
  readonly sticky: boolean;
}

const how = (cause: Cause, reason: Reason, hashed = false, sticky = false): How =>
  Object.freeze({ cause, reason, hashed, sticky });

/** The ways to a variation. */
export const HOW = Object.freeze({
  forced: how('override', 'STATIC'),
  whitelisted: how('whitelist', 'TARGETING_MATCH'),
  stored: how('sticky', 'CACHED', false, true),
  bucketed: how('split', 'SPLIT', true),
  predicted: how('bandit', 'SPLIT', true),
  heldOut: how('holdout', 'SPLIT', true),
  delivered: how('rollout', 'TARGETING_MATCH', true),
  released: how('rollout', 'TARGETING_MATCH'),
  nothing: how('default', 'DEFAULT'),
});

/**
 * Stands for "no experiment": forced decisions of a whole flag, and exposures of flags that nothing answered. It has the
 * flag's key, so that what is counted once is told apart by flag; without a definition, it has no rule key on the wire.
 */
export function noExperiment(flagKey: string, kind: DecisionSource): Experiment {
  return Object.freeze({ key: flagKey, id: null, name: null, kind, definition: null });
}

/** An experiment, delivery rule or holdout in the engine's words; `layerId` is the one that events must show. */
export function engineExperiment(node: RuleNode, kind: DecisionSource, layerId: unknown): Experiment {
  const definition =
    own(node.raw, 'layerId') === layerId ? node.raw : Object.freeze({ ...node.raw, layerId });
  return Object.freeze({
    key: shown(own(node.raw, 'key')),
    id: engineId(node.raw),
    name: null,
    kind,
    definition,
  });
}

/** A visitor's place in a rule. `bucket` is null when it was not computed. */
export function assign(
  walk: Walk,
  visitorId: string,
  origin: DecidingRule,
  arm: Pick<Arm, 'variation'>,
  way: How,
  bucket: number | null,
  details: ArmDetails,
): Assignment {
  const hashed = bucketingId(walk.subject, visitorId);
  return {
    flagKey: origin.source === 'experiment' ? null : origin.flagKey,
    experiment: origin.experiment,
    variation: arm.variation,
    inExperiment: way.cause !== 'default',
    hashUsed: way.hashed,
    hashAttribute: hashed === visitorId ? origin.unit : BUCKETING_ID,
    hashValue: hashed,
    bucket,
    sticky: way.sticky,
    details,
  };
}

/** Answers with an arm. */
export function serve(
  walk: Walk,
  visitorId: string,
  origin: DecidingRule,
  arm: Arm,
  way: How,
  bucket: number | null,
  details: ArmDetails = arm.details,
): Decision {
  const assignment = assign(walk, visitorId, origin, arm, way, bucket, details);
  return {
    key: origin.flagKey,
    value: arm.value,
    on: arm.on,
    variables: arm.variables,
    reason: way.reason,
    cause: way.cause,
    source: origin.source,
    ruleId: origin.ruleKey,
    assignment,
    exposures: origin.counts ? withEarlier(walk, assignment) : walk.exposures,
    prerequisites: NONE,
    writes: walk.writes,
    errorCode: null,
    errorMessage: null,
    messages: messagesOf(walk),
  };
}

/** Answers a visitor without an id. */
export function refuse(walk: Walk, key: string, unit: string): Decision {
  return walk.share(
    plainDecision({
      key,
      value: null,
      reason: 'ERROR',
      cause: 'missing-unit',
      source: 'error',
      errorCode: 'TARGETING_KEY_MISSING',
      errorMessage: `Expected a visitor id in unit "${unit}", got none. Without one nothing of "${key}" can be decided.`,
    }),
  );
}

/** An exposure, before those that the walk has met on the way (a holdout that spares deliveries comes last). */
export function withEarlier(walk: Walk, exposure: Exposure): readonly Exposure[] {
  return walk.exposures.length === 0 ? [exposure] : [exposure, ...walk.exposures];
}

/** The reasons so far; empty unless asked for. */
export function messagesOf(walk: Walk): readonly string[] {
  const reasons = reasonsOf(walk);
  return reasons === null ? NONE : [...reasons];
}
