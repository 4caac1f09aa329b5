import type { GrowthbookResult } from './result.js';

/**
 * GrowthBook's configuration format, as its SDK endpoint serves it and as `experiments.json` holds it.
 *
 * @see {@link https://docs.growthbook.io/lib/build-your-own | GrowthBook: SDK build guide}
 */
export interface GrowthbookPayload {
  /** Flags by key. Left out: those that are installed stay, as with the three members below. */
  readonly features?: Readonly<Record<string, GrowthbookFeature>> | undefined;
  /** Experiments that no flag asks for, such as redirects, in the order in which they run. */
  readonly experiments?: readonly GrowthbookExperiment[] | undefined;
  /** Lists and conditions by id, for conditions to refer to (`$inGroup`, `$notInGroup`, `$savedGroup`). */
  readonly savedGroups?: Readonly<Record<string, GrowthbookSavedGroup>> | undefined;
  /** Bandits by the id that rules give in `contextualBanditRef`. */
  readonly contextualBandits?: Readonly<Record<string, GrowthbookBandit>> | undefined;
  /** When the configuration was last changed, as text: it becomes part of the program's revision. */
  readonly dateUpdated?: string | undefined;
  /**
   * `features`, encrypted with AES-CBC: base64 of the initialisation vector, a dot, base64 of the text. Once decrypted
   * it replaces its plain twin; where that fails, the twin is used and there is a warning.
   */
  readonly encryptedFeatures?: string | undefined;
  /** `experiments`, encrypted likewise. */
  readonly encryptedExperiments?: string | undefined;
  /** `savedGroups`, encrypted likewise. */
  readonly encryptedSavedGroups?: string | undefined;
  /** `contextualBandits`, encrypted likewise. */
  readonly encryptedContextualBandits?: string | undefined;
}

/** A targeting condition: attribute paths and `$` operators. */
export type GrowthbookCondition = Readonly<Record<string, unknown>>;

/** `[start, end)` within 0..1. */
export type GrowthbookRange = readonly [number, number];

/** A flag: its rules in order, and the value when none applies. */
export interface GrowthbookFeature {
  /** Served when no rule decides. @defaultValue `null` */
  readonly defaultValue?: unknown;
  /**
   * Tried in order; the first that applies decides. Null or left out: none. Any other value that is no list puts the
   * flag out of service.
   */
  readonly rules?: readonly GrowthbookRule[] | null;
}

/** A prerequisite: another feature whose value must satisfy `condition`. `gate`: closed means null, whatever follows. */
export interface GrowthbookParentCondition {
  /** Key of the feature that is asked. */
  readonly id: string;
  /** Tested on `{ value }`, the feature's value; attributes of the visitor are not seen. Left out: it always holds. */
  readonly condition?: GrowthbookCondition;
  /**
   * False: where the condition fails, the next rule is tried. Experiments of their own do not read it.
   *
   * @defaultValue `false`
   */
  readonly gate?: boolean;
}

/** Mutual exclusion: the visitor's hash under `seed` must be in one of the ranges. */
export interface GrowthbookFilter {
  /** Attribute whose value is hashed; there is no fallback. @defaultValue `'id'` */
  readonly attribute?: string;
  /** Hashed along with the value: filters that share a seed see the same buckets. */
  readonly seed: string;
  /** 1 for thousandths, 2 for ten-thousandths; with any other nobody is admitted. @defaultValue `2` */
  readonly hashVersion?: number;
  /** Who is admitted, by bucket. Empty: nobody. */
  readonly ranges: readonly GrowthbookRange[];
}

/** Names of a variation. `passthrough`: counted, but the next rule decides the value. */
export interface GrowthbookVariationMeta {
  /**
   * Names the variation in results and exposures; without one a stored variation is not found again.
   *
   * @defaultValue its index as text
   */
  readonly key?: string;
  /** Display name, handed on with results. */
  readonly name?: string;
  /** Read in rules of features only. @defaultValue `false` */
  readonly passthrough?: boolean;
}

/** What experiments and experiment rules have in common. */
export interface GrowthbookSplit {
  /**
   * Share of each variation, in their order; they add up to 1, give or take 0.01. Left out, or not so: all are equal.
   */
  readonly weights?: readonly number[];
  /** Share of visitors that take part, 0 to 1; with `ranges` or `range` it does not count. @defaultValue `1` */
  readonly coverage?: number;
  /**
   * Buckets of each variation, in their order; the first that fits counts. Takes the place of `weights` and `coverage`.
   */
  readonly ranges?: readonly GrowthbookRange[];
  /** Names of the variations, in their order. */
  readonly meta?: readonly GrowthbookVariationMeta[];
  /** Each of them must admit the visitor. With filters, even an empty list, `namespace` does not count. */
  readonly filters?: readonly GrowthbookFilter[];
  /** Hashed along with the visitor's value. @defaultValue the experiment's key; for a forced value the flag's */
  readonly seed?: string;
  /** Display name of the experiment, handed on with results. */
  readonly name?: string;
  /** Which phase of the experiment this is; only handed on. */
  readonly phase?: string;
  /** Whom it is for. Left out: everybody. */
  readonly condition?: GrowthbookCondition;
  /**
   * Attribute whose value is hashed; without a value (missing, null, `''`, 0, false) a visitor is out.
   *
   * @defaultValue `'id'`
   */
  readonly hashAttribute?: string;
  /** Hashed where `hashAttribute` has no value, for visitors with an assignment store only. */
  readonly fallbackAttribute?: string;
  /** 1 for thousandths, 2 for ten-thousandths; any other places nobody. @defaultValue `1` */
  readonly hashVersion?: number;
  /** True: stored variations are neither read nor written, and there is no fallback attribute. @defaultValue `false` */
  readonly disableStickyBucketing?: boolean;
  /** Under which a variation is stored: another version draws anew. @defaultValue `0` */
  readonly bucketVersion?: number;
  /** Keeps out visitors who have a variation stored under a version below it. @defaultValue `0` */
  readonly minBucketVersion?: number;
  /**
   * `[id, start, end]`, mutual exclusion in an older form: the visitor's bucket under the id must be in `[start, end)`.
   */
  readonly namespace?: readonly [string, number, number];
}

/** One rule of a feature: a forced value (`force`), or an experiment (`variations` or `contextualVariations`). */
export interface GrowthbookRule extends GrowthbookSplit {
  /** Shown by decisions as their `ruleId`. @defaultValue `''` */
  readonly id?: string;
  /** Key of the rule's experiment. @defaultValue the flag's key */
  readonly key?: string;
  /** Tested in order, before everything else in the rule. */
  readonly parentConditions?: readonly GrowthbookParentCondition[];
  /** The value that the rule serves. Where the member is there, even as null, the rule runs no experiment. */
  readonly force?: unknown;
  /** Who gets `force`, by bucket. Left out: `coverage` says it. */
  readonly range?: GrowthbookRange;
  /** Value of each variation; at least two, or the rule is passed over. */
  readonly variations?: readonly unknown[];
  /** The same for a contextual bandit; wins over `variations` unless it is null. */
  readonly contextualVariations?: readonly unknown[];
  /** The bandit in the payload's `contextualBandits` that gives the weights. Unknown: the rule's own count. */
  readonly contextualBanditRef?: string;
  /**
   * Exposures that are reported, word for word, when `force` is served: of an experiment that a server decided before.
   */
  readonly tracks?: readonly {
    readonly experiment: GrowthbookExperiment;
    readonly result: GrowthbookResult;
  }[];
}

/** Where an experiment runs. */
export interface GrowthbookUrlTarget {
  /**
   * `simple`: a URL in which `*` is the only wildcard; case and protocol do not count. `regex`: a regular expression,
   * case-sensitive, for the whole URL or what follows its origin.
   */
  readonly type: 'simple' | 'regex';
  /** Written as `type` says. A regular expression that is not valid matches no URL. */
  readonly pattern: string;
  /** False: where it matches the experiment does not run, whatever else matches. */
  readonly include: boolean;
}

/** An experiment of its own: inline (given to `run`) or in the payload. */
export interface GrowthbookExperiment<T = unknown> extends GrowthbookSplit {
  /** Names the experiment in results, exposures and forced variations, and is its seed where none is given. */
  readonly key: string;
  /** Value of each variation, the reference first; with fewer than two nobody takes part. */
  readonly variations: readonly T[];
  /**
   * Where it runs: at URLs that an including pattern matches, or at any if none includes, less those that an excluding
   * one matches. Empty list: nowhere. Left out: everywhere.
   */
  readonly urlPatterns?: readonly GrowthbookUrlTarget[];
  /** Prerequisites: each of them must hold for the visitor. */
  readonly parentConditions?: readonly GrowthbookParentCondition[];
  /**
   * Index of the variation that everybody in the traffic gets; it is not reported. One that is not there keeps all out.
   */
  readonly force?: number;
  /** False: as with the status `draft`. @defaultValue `true` */
  readonly active?: boolean;
  /**
   * `draft`: nobody takes part but by a variation that the application or the query string forces. `stopped`: `force`
   * counts, too.
   *
   * @defaultValue `'running'`
   */
  readonly status?: 'draft' | 'running' | 'stopped';
  /**
   * One of these must be true in `GrowthbookCompileOptions.groups`; with an empty list nobody takes part. Deprecated in
   * the format.
   */
  readonly groups?: readonly string[];
  /** Regular expression that the URL, or what follows its host, must match. Deprecated in the format. */
  readonly url?: RegExp | string;
  /** Asked for each visitor without a stored variation; false keeps them out, and so does an error. */
  readonly include?: () => boolean;
  /**
   * Whether a redirect keeps the current query parameters; the target's own of the same name win.
   *
   * @defaultValue `false`
   */
  readonly persistQueryString?: boolean;
  /** True: runs only where `AutoExperimentOptions.triggered` names it. @defaultValue `false` */
  readonly manual?: boolean;
  /** By this, `AutoExperimentOptions.blockedChangeIds` can block it. */
  readonly changeId?: string;
}

/** A list of ids (version 1), or a typed entry (version 2). */
export type GrowthbookSavedGroup =
  | readonly (string | number)[]
  | { readonly type: 'list'; readonly attributeKey: string; readonly values: readonly (string | number)[] }
  | { readonly type: 'condition'; readonly condition: GrowthbookCondition };

/** Learned weights by context. */
export interface GrowthbookBandit {
  /** Which state of learning the weights are from; handed on with results. */
  readonly banditVersion?: number;
  /** Tried in order: the first whose `condition` holds gives weights. None does: the rule's own count, as leaf -1. */
  readonly contexts: readonly {
    readonly leafId: number;
    readonly condition: GrowthbookCondition;
    readonly weights: readonly number[];
  }[];
}
