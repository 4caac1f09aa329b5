import type { Decision } from '../../../engine/decision.js';
import type { Cause } from '../../../engine/vocabulary.js';
import type { Walk } from '../../../engine/walk.js';
import { assignedDecision } from './assigned-decision.js';
import { MalformedPart } from '../payload/payload-location.js';
import type { ExperimentPlan } from './experiment-plan.js';

/** The decision of an experiment on its own, whether the visitor is in it or out. */
export function standaloneDecision(walk: Walk, plan: ExperimentPlan): Decision {
  const { key } = plan.parts;
  let missed: Cause | null = null;
  try {
    const assignment = plan.assign(walk, null, (_walk, cause, sticky) => {
      missed = cause;
      return plan.out(walk, null, sticky);
    });
    const decision = assignedDecision(walk, key, '', assignment);
    return missed === null ? decision : { ...decision, reason: 'DEFAULT', cause: missed };
  } catch (error) {
    if (error instanceof MalformedPart) return malformed(walk, plan, error.message);
    throw error;
  }
}

/** Nobody is in an experiment that turns out to be malformed: the reference variation, and what is wrong. */
function malformed(walk: Walk, plan: ExperimentPlan, message: string): Decision {
  return {
    ...assignedDecision(walk, plan.parts.key, '', plan.out(walk, null, false)),
    reason: 'ERROR',
    cause: 'invalid-rule',
    errorCode: 'PARSE_ERROR',
    errorMessage: `Experiment "${plan.parts.key}" is malformed: ${message}`,
  };
}
