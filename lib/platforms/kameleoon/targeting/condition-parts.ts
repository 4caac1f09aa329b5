import type { JsonObject } from '../../../platform-kit/foreign-json.js';
import type { CustomDataDefinitions } from '../payload/custom-data-definitions.js';
import type { Condition } from '../subject/targeting.js';
import type { SdkIdentity } from '../subject/sdk-identity.js';

/** A rule as conditions about flags see it. */
export interface IndexedRule {
  readonly flagId: unknown;
  readonly experimentKey: string;
  /** Numeric variation id by variation key. */
  readonly variationIds: ReadonlyMap<unknown, number>;
}

/** Rules by id, in the order of their first mention; a repeated id is the last rule's. */
export type RuleIndex = ReadonlyMap<unknown, IndexedRule>;

/** What conditions are compiled against. */
export interface ConditionParts {
  readonly sdk: SdkIdentity;
  readonly customData: CustomDataDefinitions;
  readonly rules: RuleIndex;
  /** The segment of an id (as text), to be asked later: it need not be compiled yet. Undefined if there is none. */
  readonly segment: (id: string) => { readonly test: Condition } | undefined;
}

/** Compiles the members of one condition. `isInclude` is none of its business. */
export type ConditionCompiler = (condition: JsonObject, context: ConditionParts) => Condition;
