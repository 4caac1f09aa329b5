/** What can be seen of one decision, from either side. */
export interface Observation {
  readonly flagKey: string | null;
  readonly variationKey: string | null;
  readonly enabled: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly ruleKey: string | null;
  readonly reasons: readonly string[];
}

/** What can be seen of one call. */
export interface CallObservation {
  /** In the order of the result; null when the SDK threw. */
  readonly decisions: readonly Observation[];
  /** One per event, in order, without times and ids. */
  readonly impressions: readonly unknown[];
  /** What the user profile service was given. */
  readonly saved: readonly unknown[];
}
