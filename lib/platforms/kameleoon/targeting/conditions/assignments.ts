import type { JsonObject } from '../../../../platform-kit/foreign-json.js';
import { own } from '../../../../platform-kit/foreign-json.js';
import type { ConditionParts, IndexedRule } from '../condition-parts.js';
import { textOf } from '../../payload/raw.js';
import type { Condition, Targeting } from '../../subject/targeting.js';
import { NEVER } from '../../subject/targeting.js';
import { countIds } from '../../subject/visitor-facts.js';

/** An assignment in an experiment, to any variation or to one. */
export function compileTargetExperiment(condition: JsonObject): Condition {
  const experiment = textOf(own(condition, 'experiment') || -1);
  const variation = own(condition, 'variation') || -1;
  switch (own(condition, 'variationMatchType')) {
    case 'ANY':
      return (targeting) => targeting.assigned(experiment) !== undefined;
    case 'EXACT':
      return (targeting) => targeting.assigned(experiment) === variation;
    default:
      return NEVER;
  }
}

/** That the visitor is in no other experiment, no personalisation, or neither. */
export function compileExclusiveExperiment(condition: JsonObject): Condition {
  switch (own(condition, 'campaignType')) {
    case 'EXPERIMENT':
      return inNoOtherExperiment;
    case 'PERSONALIZATION':
      return inNoPersonalization;
    case 'ANY':
      return (targeting) => inNoPersonalization(targeting) && inNoOtherExperiment(targeting);
    default:
      return NEVER;
  }
}

function inNoPersonalization(targeting: Targeting): boolean {
  return countIds(targeting.fact('personalizations')) === 0;
}

function inNoOtherExperiment(targeting: Targeting): boolean {
  const count = targeting.assignmentCount();
  if (count !== 1) return count === 0;
  return targeting.experimentKey !== null && targeting.assigned(targeting.experimentKey) !== undefined;
}

/** An assignment through a flag: any of its rules, one rule, one rule's variation, or one variation. */
export function compileTargetFeatureFlag(condition: JsonObject, { rules }: ConditionParts): Condition {
  const flagId = own(condition, 'featureFlagId');
  const ruleId = own(condition, 'ruleId');
  const key = own(condition, 'variationKey');
  if (!flagId) return NEVER;
  const test = ruleId ? inRule(rules.get(ruleId), key) : inFlag([...rules.values()], flagId, key);
  return (targeting) => targeting.knowsRules && test(targeting);
}

function inRule(rule: IndexedRule | undefined, key: unknown): Condition {
  if (rule === undefined) return NEVER;
  if (key) return inVariation(rule, key);
  return (targeting) => Boolean(targeting.assigned(rule.experimentKey));
}

function inFlag(rules: readonly IndexedRule[], flagId: unknown, key: unknown): Condition {
  const own = rules.filter((rule) => rule.flagId === flagId);
  if (key) {
    // Only the first rule that has the variation is asked.
    const first = own.find((rule) => rule.variationIds.has(key));
    return first === undefined ? NEVER : inVariation(first, key);
  }
  const experiments = own.map((rule) => rule.experimentKey);
  return (targeting) => experiments.some((experiment) => typeof targeting.assigned(experiment) === 'number');
}

function inVariation(rule: IndexedRule, key: unknown): Condition {
  const id = rule.variationIds.get(key);
  return id ? (targeting) => targeting.assigned(rule.experimentKey) === id : NEVER;
}
