import type { Variation } from '../../../engine/decision.js';
import type { Definition } from '../payload/coerce.js';
import type { ConditionScope } from '../targeting/condition.js';

/** What all rules and experiments of one payload are compiled against. */
export interface CompileScope {
  readonly enabled: boolean;
  readonly qaMode: boolean;
  /** Whether the query string of a URL forces variations. */
  readonly queryStringOverrides: boolean;
  /** Takes the variations of every experiment that is compiled, by its key: several may share one. */
  readonly forcible: Map<string, (readonly Variation[])[]>;
  readonly globalAttributes: ReadonlyMap<string, unknown>;
  readonly forcedVariations: ReadonlyMap<string, unknown>;
  /** Members of experiments replaced by the application, by experiment key. */
  readonly overrides: ReadonlyMap<string, Definition>;
  /** Groups that the application says visitors are in. */
  readonly groups: ReadonlyMap<string, unknown>;
  readonly bandits: ReadonlyMap<string, unknown>;
  readonly conditions: ConditionScope;
}
