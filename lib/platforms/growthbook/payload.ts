/**
 * GrowthBook's configuration format, as its SDK endpoint serves it and as `experiments.json` holds it.
 *
 * @see {@link https://docs.growthbook.io/lib/build-your-own | GrowthBook: SDK build guide}
 */
export interface GrowthbookPayload {
  readonly features?: Readonly<Record<string, GrowthbookFeature>> | undefined;
  readonly experiments?: readonly GrowthbookExperiment[] | undefined;
  readonly savedGroups?: Readonly<Record<string, GrowthbookSavedGroup>> | undefined;
  readonly contextualBandits?: Readonly<Record<string, GrowthbookBandit>> | undefined;
  readonly dateUpdated?: string | undefined;
  readonly encryptedFeatures?: string | undefined;
  readonly encryptedExperiments?: string | undefined;
  readonly encryptedSavedGroups?: string | undefined;
  readonly encryptedContextualBandits?: string | undefined;
}

/** A targeting condition: attribute paths and `$` operators. */
export type GrowthbookCondition = Readonly<Record<string, unknown>>;

/** `[start, end)` within 0..1. */
export type GrowthbookRange = readonly [number, number];

/** A flag: its rules in order, and the value when none applies. */
export interface GrowthbookFeature {
  readonly defaultValue?: unknown;
  readonly rules?: readonly GrowthbookRule[] | null;
}

/** A prerequisite: another feature whose value must satisfy `condition`. `gate`: closed means null, whatever follows. */
export interface GrowthbookParentCondition {
  readonly id: string;
  readonly condition?: GrowthbookCondition;
  readonly gate?: boolean;
}

/** Mutual exclusion: the visitor's hash under `seed` must be in one of the ranges. */
export interface GrowthbookFilter {
  readonly attribute?: string;
  readonly seed: string;
  readonly hashVersion?: number;
  readonly ranges: readonly GrowthbookRange[];
}

/** Names of a variation. `passthrough`: counted, but the next rule decides the value. */
export interface GrowthbookVariationMeta {
  readonly key?: string;
  readonly name?: string;
  readonly passthrough?: boolean;
}

/** What experiments and experiment rules have in common. */
export interface GrowthbookSplit {
  readonly weights?: readonly number[];
  readonly coverage?: number;
  readonly ranges?: readonly GrowthbookRange[];
  readonly meta?: readonly GrowthbookVariationMeta[];
  readonly filters?: readonly GrowthbookFilter[];
  readonly seed?: string;
  readonly name?: string;
  readonly phase?: string;
  readonly condition?: GrowthbookCondition;
  readonly hashAttribute?: string;
  readonly fallbackAttribute?: string;
  readonly hashVersion?: number;
  readonly disableStickyBucketing?: boolean;
  readonly bucketVersion?: number;
  readonly minBucketVersion?: number;
  readonly namespace?: readonly [string, number, number];
}

/** One rule of a feature: a forced value (`force`), or an experiment (`variations` or `contextualVariations`). */
export interface GrowthbookRule extends GrowthbookSplit {
  readonly id?: string;
  readonly key?: string;
  readonly parentConditions?: readonly GrowthbookParentCondition[];
  readonly force?: unknown;
  readonly range?: GrowthbookRange;
  readonly variations?: readonly unknown[];
  readonly contextualVariations?: readonly unknown[];
  readonly contextualBanditRef?: string;
  readonly tracks?: readonly {
    readonly experiment: GrowthbookExperiment;
    readonly result: GrowthbookResult;
  }[];
}

/** Where an experiment runs. */
export interface GrowthbookUrlTarget {
  readonly type: 'simple' | 'regex';
  readonly pattern: string;
  readonly include: boolean;
}

/** An experiment of its own: inline (given to `run`) or in the payload. */
export interface GrowthbookExperiment<T = unknown> extends GrowthbookSplit {
  readonly key: string;
  readonly variations: readonly T[];
  readonly urlPatterns?: readonly GrowthbookUrlTarget[];
  readonly parentConditions?: readonly GrowthbookParentCondition[];
  readonly force?: number;
  readonly active?: boolean;
  readonly status?: 'draft' | 'running' | 'stopped';
  readonly groups?: readonly string[];
  readonly url?: RegExp | string;
  readonly include?: () => boolean;
  readonly persistQueryString?: boolean;
  readonly manual?: boolean;
  readonly changeId?: string;
}

/** A list of ids (version 1), or a typed entry (version 2). */
export type GrowthbookSavedGroup =
  | readonly (string | number)[]
  | { readonly type: 'list'; readonly attributeKey: string; readonly values: readonly (string | number)[] }
  | { readonly type: 'condition'; readonly condition: GrowthbookCondition };

/** Learned weights by context. */
export interface GrowthbookBandit {
  readonly banditVersion?: number;
  readonly contexts: readonly {
    readonly leafId: number;
    readonly condition: GrowthbookCondition;
    readonly weights: readonly number[];
  }[];
}

/** The result of an experiment in GrowthBook's own shape: what its tracking callbacks get. */
export interface GrowthbookResult<T = unknown> {
  readonly key: string;
  readonly featureId: string | null;
  readonly inExperiment: boolean;
  readonly hashUsed: boolean;
  readonly variationId: number;
  readonly value: T;
  readonly hashAttribute: string;
  readonly hashValue: unknown;
  readonly stickyBucketUsed: boolean;
  readonly name?: string;
  readonly bucket?: number;
  readonly passthrough?: boolean;
  readonly leafId?: number;
  readonly variationWeights?: readonly number[];
  readonly banditVersion?: number;
}
