import type { Assignment, Decision } from '../../../engine/decision.js';
import { NO_VARIABLES, NONE } from '../../../engine/decision.js';
import type { Cause } from '../../../engine/vocabulary.js';
import type { Walk } from '../../../engine/walk.js';

/** The decision for a variation that a visitor is in. */
export function assignedDecision(walk: Walk, key: string, ruleId: string, assignment: Assignment): Decision {
  const value = assignment.variation.value;
  return {
    key,
    value: value === undefined ? null : value,
    on: Boolean(value),
    variables: NO_VARIABLES,
    reason: assignment.hashUsed ? 'SPLIT' : 'STATIC',
    cause: assignedCause(assignment, walk),
    source: 'experiment',
    ruleId,
    assignment,
    exposures: walk.exposures,
    prerequisites: walk.prerequisites,
    writes: walk.writes,
    errorCode: null,
    errorMessage: null,
    messages: NONE,
  };
}

function assignedCause(assignment: Assignment, walk: Walk): Cause {
  if (assignment.sticky) return 'sticky';
  if (assignment.hashUsed) return assignment.details === null ? 'split' : 'bandit';
  return walk.cause;
}
