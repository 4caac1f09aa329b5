/** An object of the datafile as it came: own members only are read, nothing is changed. */
export type Json = Readonly<Record<string, unknown>>;

/** Something that the official SDK cannot read either; whatever depends on it is taken out of service. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

/** One arm: `variations[]` of an experiment, a delivery rule or a holdout. */
export interface VariationNode {
  readonly raw: Json;
  /** As text, for look-ups. */
  readonly id: string;
  /** As text, for look-ups and reasons. */
  readonly key: string;
  /** False when the key is empty or missing: such a variation cannot be reached by key. */
  readonly reachable: boolean;
  /** `featureEnabled` as it came; false when missing. */
  readonly enabled: unknown;
  /** Texts of variables, `{ id, value }`; null when the member is missing (it then says nothing about its id). */
  readonly values: readonly Json[] | null;
  /** Position in the list that declares it. */
  readonly index: number;
}

/** One entry of a traffic allocation: buckets from the previous end up to this one belong to the entity. */
export interface TrafficNode {
  /** As it came: an empty or missing id is nobody's. */
  readonly entityId: unknown;
  /** Exclusive, 0..10000; NaN when it is no number, which no bucket is below. */
  readonly end: number;
}

/** `cmab` of an experiment whose arm a prediction service picks. */
export interface CmabNode {
  /** Exclusive end of the buckets that take part, 0..10000. */
  readonly end: number;
  readonly attributeIds: readonly string[];
}

/** What an experiment, a delivery rule and a holdout have in common. */
export interface RuleNode {
  readonly raw: Json;
  readonly path: string;
  readonly id: string;
  readonly key: string;
  readonly running: boolean;
  /** `audienceConditions` unless empty-ish, else `audienceIds`. */
  readonly audience: unknown;
  /** Grows while a project is indexed (feature rollouts), never afterwards. */
  readonly variations: VariationNode[];
  /** Grows like `variations`. Null when the member is missing. */
  readonly traffic: TrafficNode[] | null;
  readonly cmab: CmabNode | null;
  readonly fault: Fault | null;
}

/** The rule's own variation of a key; of equal keys the last. */
export function ownVariation(rule: RuleNode, key: string): VariationNode | undefined {
  return rule.variations.findLast((variation) => variation.key === key);
}

/** An experiment, or a delivery rule of a rollout. */
export interface ExperimentNode extends RuleNode {
  readonly groupId: string | null;
  /** True for a delivery rule. */
  readonly delivery: boolean;
  /** True for type `fr`: everyone-else's variation joins in. */
  readonly featureRollout: boolean;
  /** Whether it has the lists that a feature rollout needs. */
  readonly extendable: boolean;
  /** Variation key by user id. */
  readonly whitelist: ReadonlyMap<string, string>;
}

/** A holdout; `rules` is null for a global one. */
export interface HoldoutNode extends RuleNode {
  readonly rules: readonly string[] | null;
  /** True: those held out still get targeted deliveries. */
  readonly sparesDeliveries: boolean;
}

/** `groups[]`: with policy `random`, a visitor is in one of its experiments at most. */
export interface GroupNode {
  readonly id: string;
  readonly exclusive: boolean;
  readonly traffic: readonly TrafficNode[];
}

/** `rollouts[]`: delivery rules, the last one for everyone else. */
export interface RolloutNode {
  readonly id: string;
  readonly rules: readonly ExperimentNode[];
  readonly fault: Fault | null;
}

/** `featureFlags[].variables[]`. */
export interface VariableNode {
  readonly id: string;
  readonly key: string;
  /** `boolean`, `integer`, `double`, `json`, `string`; others are served as text. */
  readonly type: unknown;
  readonly defaultValue: unknown;
}

/** `featureFlags[]`. */
export interface FlagNode {
  readonly path: string;
  readonly key: string;
  readonly rolloutId: string | null;
  readonly experimentIds: readonly string[];
  readonly variables: readonly VariableNode[];
  readonly fault: Fault | null;
}

/** An audience: `typedAudiences[]`, or `audiences[]` with its text parsed. */
export interface AudienceNode {
  readonly id: string;
  readonly conditions: unknown;
  readonly fault: Fault | null;
}

/** A datafile that has been read: lists are lists, entries are objects, doubtful ones are marked. */
export interface Datafile {
  readonly raw: Json;
  readonly revision: string;
  readonly audiences: ReadonlyMap<string, AudienceNode>;
  /** Experiments, then those of groups, then delivery rules: later ones take over keys and ids. */
  readonly experiments: readonly ExperimentNode[];
  readonly groups: ReadonlyMap<string, GroupNode>;
  readonly rollouts: ReadonlyMap<string, RolloutNode>;
  readonly globalHoldouts: readonly HoldoutNode[];
  readonly localHoldouts: readonly HoldoutNode[];
  readonly flags: readonly FlagNode[];
}
