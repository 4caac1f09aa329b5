import type { Decision } from '../../../engine/decision.js';
import { NO_VARIABLES } from '../../../engine/decision.js';
import type { Flag } from '../../../engine/program.js';
import type { Cause } from '../../../engine/vocabulary.js';
import type { Walk } from '../../../engine/walk.js';
import type { AllocationRule } from '../decide/allocation-rule.js';

/**
 * An experiment asked for by its id, as the vendor's first server SDK did: its flag is decided, and the answer counts only if it
 * comes from this experiment. Otherwise there is no value, and the cause says whether the visitor is not in the rule's
 * segment (`not-targeted`) or was turned away after that.
 */
export function compileExperiment(experimentKey: string, flag: Flag, rule: AllocationRule): Flag {
  return {
    key: experimentKey,
    rules: [],
    otherwise: (walk) => {
      const decision = walk.run(flag);
      if (decision.assignment?.experiment.key === experimentKey) return decision;
      if (decision.reason === 'ERROR' || decision.reason === 'DISABLED') return decision;
      return turnedAway(decision, causeOf(walk, rule, decision));
    },
  };
}

function causeOf(walk: Walk, rule: AllocationRule, decision: Decision): Cause {
  if (!rule.targets(walk)) return 'not-targeted';
  return decision.assignment === null && decision.cause !== 'not-targeted'
    ? decision.cause
    : 'traffic-excluded';
}

function turnedAway(decision: Decision, cause: Cause): Decision {
  return {
    ...decision,
    value: null,
    on: false,
    variables: NO_VARIABLES,
    reason: 'DEFAULT',
    cause,
    assignment: null,
  };
}
