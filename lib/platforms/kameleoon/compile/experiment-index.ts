import { own } from '../../../platform-kit/foreign-json.js';
import type { FlagShape, RuleShape } from '../payload/flag-shape.js';
import type { IndexedRule, RuleIndex } from '../targeting/condition-parts.js';

/** Rules by id, for conditions about flags. */
export function indexRules(flags: Iterable<FlagShape>): RuleIndex {
  const rules = new Map<unknown, IndexedRule>();
  for (const flag of flags) {
    for (const { raw, experimentKey, arms } of flag.rules) {
      const variationIds = new Map<unknown, number>();
      for (const arm of arms) {
        const id = own(arm, 'variationId');
        if (typeof id === 'number') variationIds.set(own(arm, 'variationKey'), id);
      }
      rules.set(own(raw, 'id'), { flagId: flag.id, experimentKey, variationIds });
    }
  }
  return rules;
}

/** The rules whose arms may be forced, by experiment id as text: of several rules of one experiment, the last. */
export function indexForcible(flags: Iterable<FlagShape>): ReadonlyMap<string, RuleShape> {
  const forcible = new Map<string, RuleShape>();
  for (const flag of flags) for (const rule of flag.rules) forcible.set(rule.experimentKey, rule);
  return forcible;
}
