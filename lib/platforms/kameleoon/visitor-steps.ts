import type { Experiment } from '../../engine/decision.js';
import type { Rule } from '../../engine/program.js';
import { visitorCodeOf } from './bucketing.js';
import type { FlagAnswers } from './flag-answers.js';
import type { RuleShape } from './flag-shape.js';
import { compileArms } from './arms.js';
import { isRaw, own } from './raw.js';
import { member } from './visitor-facts.js';

/** Longest visitor code that Kameleoon takes, in UTF-16 units. */
export const MAX_VISITOR_CODE_LENGTH = 255;

/** Refuses a missing or overlong visitor code, before anything else. */
export function visitorCodeStep(answers: FlagAnswers): Rule {
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
export function environmentStep(answers: FlagAnswers): Rule {
  return { id: '', kind: 'environment', decide: (walk) => answers.closed(walk, 'disabled') };
}

/** Serves what a tester simulates; it beats holdout, group and consent, and is no exposure. */
export function simulationStep(
  answers: FlagAnswers,
  rules: readonly { readonly shape: RuleShape; readonly experiment: Experiment }[],
): Rule {
  return {
    id: '',
    kind: 'simulation',
    decide: (walk) => {
      const simulations = walk.subject.facts.get('simulations');
      if (simulations === undefined) return undefined;
      const wanted = member(simulations, answers.key);
      if (!isRaw(wanted)) return undefined;
      if (wanted['experimentId'] === 0) return answers.fallback(walk, 'simulated', 'SIMULATION', 'STATIC');
      for (const { shape, experiment } of rules) {
        if (shape.experimentId !== wanted['experimentId']) continue;
        const arm = shape.arms.find((raw) => own(raw, 'variationId') === wanted['variationId']);
        if (arm === undefined) continue;
        const [found] = compileArms([arm], new Map());
        if (found === undefined) continue;
        const served = answers.served(found.key);
        const variation = {
          ...found,
          index: shape.arms.indexOf(arm),
          id: found.id || null,
          name: served?.name ?? null,
        };
        const choice = { reason: 'STATIC', cause: 'simulated', source: 'SIMULATION' } as const;
        return answers.assigned(
          walk,
          { ...choice, ruleId: shape.id, experiment, variation, served, hashed: null },
          false,
        );
      }
      return undefined;
    },
  };
}
