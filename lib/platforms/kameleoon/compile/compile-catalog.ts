import type { Variation } from '../../../engine/decision.js';
import type { CatalogExperiment, CatalogFlag, KameleoonCatalog } from './catalog.js';
import type { CompiledFlag, FlagParts } from './compile-flag.js';
import type { ServedVariation } from '../payload/compile-variables.js';
import type { FlagShape } from '../payload/flag-shape.js';
import { textOf } from '../payload/raw.js';

/** Lists what a data file has, for calls that look things up by id. Of equal ids the first counts, but for forcing the last. */
export function compileCatalog(
  shapes: ReadonlyMap<string, FlagShape>,
  compiled: ReadonlyMap<string, CompiledFlag>,
  context: FlagParts,
): KameleoonCatalog {
  const flags = new Map<string, CatalogFlag>();
  const flagKeysById = new Map<string, string>();
  const experiments = new Map<string, CatalogExperiment>();
  const forcible = new Map<string, readonly Variation[]>();
  const servedById = new Map<number, ServedVariation>();
  for (const [key, { variations, rules }] of compiled) {
    const { id, enabled } = shapes.get(key) as FlagShape;
    flags.set(key, { key, id, enabled, variations });
    if (!flagKeysById.has(textOf(id))) flagKeysById.set(textOf(id), key);
    for (const rule of rules) {
      forcible.set(rule.experimentKey, rule.arms);
      if (rule.isExperiment && !experiments.has(rule.experimentKey)) {
        experiments.set(rule.experimentKey, { flagKey: key, rule });
      }
      for (const arm of rule.arms) {
        const served = variations.get(arm.key);
        if (typeof arm.id === 'number' && served && !servedById.has(arm.id)) servedById.set(arm.id, served);
      }
    }
  }
  const { customData, segments } = context;
  return {
    flags,
    flagKeysById,
    experiments,
    forcible,
    servedById,
    audiences: segments.audiences(),
    customData,
  };
}
