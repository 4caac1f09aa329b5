import type { Variation } from '../../../engine/decision.js';
import type { Program } from '../../../engine/program.js';
import type { AllocationRule } from '../decide/allocation-rule.js';
import type { ServedVariation } from '../payload/compile-variables.js';
import type { CatalogAudience } from '../targeting/segment-library.js';
import type { CustomDataDefinitions } from '../payload/custom-data-definitions.js';
import { NO_DEFINITIONS } from '../payload/custom-data-definitions.js';

/** A flag as lists and old calls see it. */
export interface CatalogFlag {
  readonly key: string;
  readonly id: unknown;
  readonly enabled: boolean;
  /** What is served under each variation key. */
  readonly variations: ReadonlyMap<string, ServedVariation>;
}

/** An experiment's place: the first rule that runs it. */
export interface CatalogExperiment {
  readonly flagKey: string;
  readonly rule: AllocationRule;
}

/** What is known of a data file beyond how its flags decide. */
export interface KameleoonCatalog {
  readonly flags: ReadonlyMap<string, CatalogFlag>;
  readonly flagKeysById: ReadonlyMap<string, string>;
  /** Experiments (not targeted deliveries) by id as text. */
  readonly experiments: ReadonlyMap<string, CatalogExperiment>;
  /** Arms that may be forced, by experiment id as text. */
  readonly forcible: ReadonlyMap<string, readonly Variation[]>;
  /** What a variation id serves: the first arm with that id. */
  readonly servedById: ReadonlyMap<number, ServedVariation>;
  readonly audiences: readonly CatalogAudience[];
  readonly customData: CustomDataDefinitions;
}

const EMPTY_CATALOG: KameleoonCatalog = Object.freeze({
  flags: new Map<string, CatalogFlag>(),
  flagKeysById: new Map<string, string>(),
  experiments: new Map<string, CatalogExperiment>(),
  forcible: new Map<string, readonly Variation[]>(),
  servedById: new Map<number, ServedVariation>(),
  audiences: [],
  customData: NO_DEFINITIONS,
});

/** Name of the program's fact that holds the catalog. */
export const CATALOG_FACT = 'catalog';

/** The catalog of a program that `compileKameleoon` made; an empty one for any other. */
export function catalogOf(program: Program): KameleoonCatalog {
  const catalog = program.facts.get(CATALOG_FACT);
  return catalog === undefined ? EMPTY_CATALOG : (catalog as KameleoonCatalog);
}

/** The definitions of custom data behind an event or program, by its facts. */
export function definitionsOf(facts: ReadonlyMap<string, unknown>): CustomDataDefinitions {
  const catalog = facts.get(CATALOG_FACT) as KameleoonCatalog | undefined;
  return catalog?.customData ?? NO_DEFINITIONS;
}
