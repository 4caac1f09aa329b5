import { variationOf } from '../../runtime/questions/visitor-answers.js';
import { createGate } from './create-gate.js';
import type { GateOptions } from './gate.js';
import type { GateDecorator } from './gate-decorator.js';
import { gateDecorator } from './gate-decorator.js';

/**
 * Lets those pass who get this variation, or one of these: a guard, as {@link FeatureFlag} is.
 *
 * @param key - of a flag or experiment
 * @param variation - keys of variations
 * @param options - whom it counts, and what those get who are turned away: 404 by default
 */
export function RequireVariant(
  key: string,
  variation: string | readonly string[],
  options: GateOptions = {},
): GateDecorator {
  const admitted = new Set(typeof variation === 'string' ? [variation] : variation);
  if (admitted.size === 0)
    throw new TypeError(`@RequireVariant('${key}') expects a variation, received none.`);
  return gateDecorator(
    createGate('RequireVariant', key, options, (decision) => {
      const variation = variationOf(decision);
      return variation !== undefined && admitted.has(variation);
    }),
  );
}
