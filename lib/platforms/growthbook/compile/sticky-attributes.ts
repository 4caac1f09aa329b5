import { isObject, own } from '../../../platform-kit/foreign-json.js';
import { keyOf } from '../payload/coerce.js';

/**
 * Names of the attributes whose stored documents experiments may read: every hash and fallback attribute of a rule with
 * variations, and of the payload's own experiments.
 */
export function compileStickyAttributes(features: unknown, experiments: unknown): readonly string[] {
  const names = new Set<string>();
  for (const [, definition] of experimentsOf(features, experiments)) {
    names.add(keyOf(own(definition, 'hashAttribute') || 'id'));
    const fallback = own(definition, 'fallbackAttribute');
    if (fallback) names.add(keyOf(fallback));
  }
  // A missing fallback means "id" when stored assignments are looked up.
  if (names.size > 0) names.add('id');
  return [...names];
}

/** Keys of all experiments that may have assignments stored. */
export function compileStickyExperiments(features: unknown, experiments: unknown): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const [featureKey, definition] of experimentsOf(features, experiments)) {
    keys.add(keyOf(own(definition, 'key') || featureKey));
  }
  return keys;
}

/** Every rule with variations, with the key of its feature, and the payload's own experiments. */
function* experimentsOf(features: unknown, experiments: unknown): Generator<readonly [string, unknown]> {
  for (const [key, feature] of isObject(features) ? Object.entries(features) : []) {
    for (const rule of listOf(own(feature, 'rules'))) {
      if (own(rule, 'variations') || own(rule, 'contextualVariations')) yield [key, rule];
    }
  }
  for (const experiment of listOf(experiments)) yield ['', experiment];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
