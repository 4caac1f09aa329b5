import type { Variation } from '../../../engine/decision.js';
import type { JsonObject } from '../../../platform-kit/foreign-json.js';
import { own } from '../../../platform-kit/foreign-json.js';
import type { ServedVariation } from '../payload/compile-variables.js';
import { textOf } from '../payload/raw.js';

/** The arms of a rule or holdout as variations, in list order. */
export function compileArms(
  arms: readonly JsonObject[],
  served: ReadonlyMap<string, ServedVariation>,
): readonly Variation[] {
  return arms.map((arm, index) => {
    const name = own(arm, 'variationKey') ?? null;
    const key = textOf(own(arm, 'variationKey'));
    const id = own(arm, 'variationId');
    return {
      index,
      key,
      id: typeof id === 'number' || typeof id === 'string' ? id : null,
      name: served.get(key)?.name ?? null,
      value: name === null ? null : key,
    };
  });
}

/**
 * The arm that may be forced under a key or an id. Only arms with a numeric id can be; of equal keys the last.
 *
 * @param choice - a variation key, or a variation id as a number
 */
export function findForced(arms: readonly Variation[], choice: unknown): Variation | undefined {
  return arms.findLast((arm) => typeof arm.id === 'number' && (arm.key === choice || arm.id === choice));
}
