import type { Decision } from '../../engine/decision.js';
import type { Cause } from '../../engine/vocabulary.js';
import type { Walk } from '../../engine/walk.js';
import { assignedDecision } from './assigned-decision.js';
import type { ExperimentPlan } from './experiment-plan.js';

/** The decision of an experiment on its own, whether the visitor is in it or out. */
export function standaloneDecision(walk: Walk, plan: ExperimentPlan): Decision {
  const { key } = plan.parts;
  let missed: Cause | null = null;
  const assignment = plan.assign(walk, null, (_walk, cause, sticky) => {
    missed = cause;
    return plan.out(walk, null, sticky);
  });
  const decision = assignedDecision(walk, key, '', assignment);
  return missed === null ? decision : { ...decision, reason: 'DEFAULT', cause: missed };
}
