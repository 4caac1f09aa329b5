import type { JsonObject } from '../../../platform-kit/foreign-json.js';
import type { CustomDataDefinitions } from '../payload/custom-data-definitions.js';
import type { RuleIndex } from '../payload/rule-index.js';
import type { Condition } from '../subject/targeting.js';

/** Which SDK the program stands in for, as conditions on the SDK see it. */
export interface SdkIdentity {
  /** `NODEJS`, `PYTHON`, `JAVA` ... */
  readonly type: string;
  /** Semantic version. */
  readonly version: string;
}

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
