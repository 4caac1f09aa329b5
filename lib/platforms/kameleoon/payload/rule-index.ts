/** A rule as conditions about flags see it. */
export interface IndexedRule {
  readonly flagId: unknown;
  readonly experimentKey: string;
  /** Numeric variation id by variation key. */
  readonly variationIds: ReadonlyMap<unknown, number>;
}

/** Rules by id, in the order of their first mention; a repeated id is the last rule's. */
export type RuleIndex = ReadonlyMap<unknown, IndexedRule>;
