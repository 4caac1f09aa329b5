import type { Assignment, Decision } from '../../../engine/decision.js';
import { NO_VARIABLES, NONE, plainDecision } from '../../../engine/decision.js';
import type { Cause, Reason } from '../../../engine/vocabulary.js';
import type { Arm, CompiledExperiment } from './compiled-experiment.js';
import { armOf } from './compiled-experiment.js';

/**
 * `Assignment.details` on this platform: what the vendor's exposure event says, besides the experiment's name and the time.
 */
export type AssignmentDetails = {
  /** The experiment's id as downloaded; 0 for an unknown experiment. */
  readonly id: unknown;
  /** The experiment's unit type as downloaded; null for an unknown experiment. */
  readonly unit: unknown;
  /** The variant as the vendor's `treatment()` returns it: a number, or whatever an override or custom assignment gave. */
  readonly variant: unknown;
  /**
   * Whether a variant was found by the draw, full on or a custom assignment; true outside the traffic, too (variant 0).
   */
  readonly assigned: boolean;
  /** False: the visitor is outside the traffic. True also where nothing was drawn. */
  readonly eligible: boolean;
  /** Whether the variant was forced by the application, without a look at the visitor. */
  readonly overridden: boolean;
  /** Whether the variant is one that everybody gets, without a draw. */
  readonly fullOn: boolean;
  /** Whether the variant is a custom assignment, which takes the place of the draw within the traffic. */
  readonly custom: boolean;
  /**
   * Whether the visitor is not of the experiment's audience. They take part all the same unless the audience is strict.
   * Always false with an override.
   */
  readonly audienceMismatch: boolean;
};

/** One way in which an assignment comes about. */
export interface Outcome {
  readonly assigned: boolean;
  readonly eligible: boolean;
  readonly inExperiment: boolean;
  readonly reason: Reason;
  readonly cause: Cause;
  readonly source: string;
}

const IN = { assigned: true, eligible: true, inExperiment: true } as const;
const UNASSIGNED = { assigned: false, eligible: true, inExperiment: false } as const;

export const OVERRIDE: Outcome = {
  ...UNASSIGNED,
  inExperiment: true,
  reason: 'STATIC',
  cause: 'override',
  source: 'override',
};
export const OUTSIDE_AUDIENCE: Outcome = {
  ...UNASSIGNED,
  reason: 'DEFAULT',
  cause: 'not-targeted',
  source: 'audience',
};
export const NO_UNIT: Outcome = { ...UNASSIGNED, reason: 'DEFAULT', cause: 'missing-unit', source: 'unit' };
export const OUTSIDE_TRAFFIC: Outcome = {
  assigned: true,
  eligible: false,
  inExperiment: false,
  reason: 'DEFAULT',
  cause: 'traffic-excluded',
  source: 'trafficSplit',
};
export const FULL_ON: Outcome = { ...IN, reason: 'STATIC', cause: 'full-on', source: 'fullOn' };
export const CUSTOM: Outcome = {
  ...IN,
  reason: 'STATIC',
  cause: 'custom-assignment',
  source: 'customAssignment',
};
export const SPLIT: Outcome = { ...IN, reason: 'SPLIT', cause: 'split', source: 'split' };

/** All of an assignment but who is assigned: made when the experiment is compiled, where the variant is known then. */
export interface Standing {
  readonly compiled: CompiledExperiment;
  readonly outcome: Outcome;
  readonly arm: Arm;
  readonly details: AssignmentDetails;
}

export function standing(
  compiled: CompiledExperiment,
  outcome: Outcome,
  variant: unknown,
  audienceMismatch: boolean,
): Standing {
  const details: AssignmentDetails = Object.freeze({
    id: compiled.terms.id,
    unit: compiled.terms.unitType,
    variant,
    assigned: outcome.assigned,
    eligible: outcome.eligible,
    overridden: outcome === OVERRIDE,
    fullOn: outcome === FULL_ON,
    custom: outcome === CUSTOM,
    audienceMismatch,
  });
  return { compiled, outcome, arm: armOf(compiled, variant), details };
}

/**
 * Makes the decision.
 *
 * @param unit - what was hashed; `''` for nothing
 * @param bucket - where it fell, 0 to 1
 */
export function answer(standing: Standing, unit: unknown = '', bucket: number | null = null): Decision {
  const { compiled, outcome, arm, details } = standing;
  const assignment: Assignment = {
    flagKey: compiled.name,
    experiment: compiled.experiment,
    variation: arm,
    inExperiment: outcome.inExperiment,
    hashUsed: outcome === SPLIT,
    hashAttribute: compiled.unit ?? '',
    hashValue: unit,
    bucket,
    sticky: false,
    details,
  };
  return {
    key: compiled.name,
    value: details.variant,
    on: arm.index > 0,
    variables: outcome.inExperiment || outcome.assigned ? arm.variables : NO_VARIABLES,
    reason: outcome.reason,
    cause: outcome.cause,
    source: outcome.source,
    ruleId: '',
    assignment,
    exposures: [assignment],
    prerequisites: NONE,
    writes: NONE,
    errorCode: null,
    errorMessage: null,
    messages: NONE,
  };
}

/** Makes a decision that depends on no visitor, once for all of them. */
export function sharedDecision(standing: Standing): Decision {
  const decision = answer(standing);
  Object.freeze(decision.assignment);
  Object.freeze(decision.exposures);
  return Object.freeze(decision);
}

/** The marks of an assignment of this platform. */
export function detailsOf(assignment: Assignment): AssignmentDetails {
  return assignment.details as AssignmentDetails;
}

/** For an experiment that is not in the payload: no value, but the vendor reports it, as variant 0 of an experiment with id 0. */
export function unknownDecision(compiled: CompiledExperiment, message: string): Decision {
  return {
    ...answer(standing(compiled, NO_UNIT, 0, false)),
    value: null,
    reason: 'ERROR',
    cause: 'unknown-flag',
    source: 'unknown',
    errorCode: 'FLAG_NOT_FOUND',
    errorMessage: message,
  };
}

/** For an experiment (or a part of it that is needed) that cannot be used: no value, nothing reported. */
export function brokenDecision(key: string, message: string): Decision {
  return plainDecision({
    key,
    value: null,
    reason: 'ERROR',
    cause: 'invalid-rule',
    source: 'invalid-rule',
    errorCode: 'PARSE_ERROR',
    errorMessage: message,
  });
}
