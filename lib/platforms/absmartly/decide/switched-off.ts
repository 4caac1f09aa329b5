import type { Decision } from '../../../engine/decision.js';
import { plainDecision } from '../../../engine/decision.js';
import type { Rule } from '../../../engine/program.js';
import type { Subject } from '../../../engine/subject.js';

/**
 * Whether nobody may be drawn: experiments are switched off for the subject, or assignment by hashing is. The vendor's SDK
 * knows neither.
 */
export function drawsNobody(subject: Subject): boolean {
  return !subject.enabled || subject.qaMode;
}

/**
 * Makes the rule that keeps everybody who is not to be drawn out of a running experiment: variant 0, and nothing to report.
 * An experiment that is full on runs no more, so that it needs no such rule.
 */
export function switchRule(key: string): Rule {
  const disabled = nobody(key, 'DISABLED', 'disabled');
  const qaMode = nobody(key, 'DEFAULT', 'qa-mode');
  return {
    id: '',
    kind: 'switch',
    decide({ subject }) {
      if (!subject.enabled) return disabled;
      return subject.qaMode ? qaMode : undefined;
    },
  };
}

function nobody(key: string, reason: 'DISABLED' | 'DEFAULT', cause: 'disabled' | 'qa-mode'): Decision {
  return plainDecision({ key, value: 0, reason, cause, source: cause });
}
