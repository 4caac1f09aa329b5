import { isObject, own } from '../../../platform-kit/foreign-json.js';
import { keyOf } from '../payload/coerce.js';

/**
 * Names of the attributes whose stored documents experiments may read: every hash and fallback attribute of a rule with
 * variations, and of the payload's own experiments.
 */
export function compileStickyAttributes(features: unknown, experiments: unknown): readonly string[] {
  const names = new Set<string>();
  const add = (definition: unknown): void => {
    names.add(keyOf(own(definition, 'hashAttribute') || 'id'));
    const fallback = own(definition, 'fallbackAttribute');
    if (fallback) names.add(keyOf(fallback));
  };
  for (const feature of isObject(features) ? Object.values(features) : []) {
    for (const rule of listOf(own(feature, 'rules'))) {
      if (own(rule, 'variations') || own(rule, 'contextualVariations')) add(rule);
    }
  }
  for (const experiment of listOf(experiments)) add(experiment);
  // A missing fallback means "id" when stored assignments are looked up.
  if (names.size > 0) names.add('id');
  return [...names];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
