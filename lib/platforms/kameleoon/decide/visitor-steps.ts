import type { Decision } from '../../../engine/decision.js';
import type { Rule } from '../../../engine/program.js';
import type { Walk } from '../../../engine/walk.js';
import type { JsonObject } from '../../../platform-kit/foreign-json.js';
import { isJsonObject, own } from '../../../platform-kit/foreign-json.js';
import type { AllocationRule } from './allocation-rule.js';
import { visitorCodeOf } from './bucketing.js';
import type { Choice, FlagDecisions } from './answer.js';
import { member } from '../subject/visitor-facts.js';

/** Longest visitor code that Kameleoon takes, in UTF-16 units. */
export const MAX_VISITOR_CODE_LENGTH = 255;

/** Refuses a missing or overlong visitor code, before anything else. */
export function visitorCodeStep(answers: FlagDecisions): Rule {
  return {
    id: '',
    kind: 'visitor-code',
    decide: (walk) => {
      const length = visitorCodeOf(walk.subject).length;
      if (length === 0) {
        const message = 'There is no visitor code. Give the subject a unit "visitor".';
        return answers.failed(
          walk,
          { type: 'VisitorCodeEmpty', message },
          'missing-unit',
          'TARGETING_KEY_MISSING',
        );
      }
      if (length > MAX_VISITOR_CODE_LENGTH) {
        const message = `Expected a visitor code of at most ${MAX_VISITOR_CODE_LENGTH} characters, got ${length}.`;
        return answers.failed(walk, { type: 'VisitorCodeMaxLength', message }, 'error', 'INVALID_CONTEXT');
      }
      return undefined;
    },
  };
}

/** Answers for a flag that is switched off in this environment. */
export function environmentStep(answers: FlagDecisions): Rule {
  return { id: '', kind: 'environment', decide: (walk) => answers.closed(walk, 'disabled') };
}

/** Serves what a tester simulates; it beats holdout, group and consent, and is no exposure. */
export function simulationStep(answers: FlagDecisions, rules: readonly AllocationRule[]): Rule {
  return {
    id: '',
    kind: 'simulation',
    decide: (walk) => {
      const simulations = walk.subject.facts.get('simulations');
      if (simulations === undefined) return undefined;
      const wanted = member(simulations, answers.key);
      if (!isJsonObject(wanted)) return undefined;
      if (own(wanted, 'experimentId') === 0)
        return answers.fallback(walk, 'simulated', 'SIMULATION', 'STATIC');
      return simulate(walk, answers, rules, wanted);
    },
  };
}

/** The first arm with the ids wanted. An id of 0 is told as none. */
function simulate(
  walk: Walk,
  answers: FlagDecisions,
  rules: readonly AllocationRule[],
  wanted: JsonObject,
): Decision | undefined {
  const experimentId = own(wanted, 'experimentId');
  const variationId = own(wanted, 'variationId');
  for (const rule of rules) {
    if (rule.experimentId !== experimentId) continue;
    const arm = rule.arms.find(({ id }) => id === variationId);
    if (arm === undefined) continue;
    const choice: Choice = {
      reason: 'STATIC',
      cause: 'simulated',
      source: 'SIMULATION',
      ruleId: rule.id,
      experiment: rule.experiment,
      variation: arm.id === 0 ? { ...arm, id: null } : arm,
      served: answers.served(arm.key),
      hashed: null,
    };
    return answers.assigned(walk, choice, false);
  }
  return undefined;
}
