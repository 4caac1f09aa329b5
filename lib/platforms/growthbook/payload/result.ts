/** The result of an experiment in GrowthBook's own shape: what its tracking callbacks get. */
export interface GrowthbookResult<T = unknown> {
  /** The variation's key; its index as text where it has none. */
  readonly key: string;
  /** The flag that asked; null for an experiment run on its own. */
  readonly featureId: string | null;
  /** Whether the visitor takes part. False: `value` is that of the reference. */
  readonly inExperiment: boolean;
  /** Whether the variation was found by hashing, or was stored from earlier. False: forced, overridden, out. */
  readonly hashUsed: boolean;
  /** Index of the variation. */
  readonly variationId: number;
  /** What the variation serves. */
  readonly value: T;
  /** Attribute that was hashed; the fallback's name if that was used. */
  readonly hashAttribute: string;
  /** The value that was hashed, in its own type; `''` if there was none. */
  readonly hashValue: unknown;
  /** Whether a stored assignment decided, or kept the visitor out. */
  readonly stickyBucketUsed: boolean;
  /** The variation's display name. Left out if it has none. */
  readonly name?: string;
  /** Where the hash fell, from 0 to below 1. Left out unless `hashUsed`. */
  readonly bucket?: number;
  /** True: counted, but the next rule decided the value. Left out otherwise. */
  readonly passthrough?: boolean;
  /** The bandit's context that applied, -1 for none. Left out, as are the next two, unless a bandit was at work. */
  readonly leafId?: number;
  /** Weights of the variations in that context, as they were given. */
  readonly variationWeights?: readonly number[];
  /** The `banditVersion` of the bandit, if it has one. */
  readonly banditVersion?: number;
}
