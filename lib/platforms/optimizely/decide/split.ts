import type { RuleNode, TrafficNode, VariationNode } from '../payload/payload.js';
import { text } from '../payload/read-json.js';
import { BUCKETS } from './bucketing.js';
import type { Reasons } from './reasons.js';
import { bucketingReasons } from './reasons.js';

/** What an allocation gives in place of a variation to those who take part in a contextual bandit. */
const CMAB_ENTITY = '$';

/** An allocation, ready to look buckets up: entries are tried in order, the first whose end is above the bucket wins. */
export class Split {
  private readonly ends: readonly number[];

  private constructor(
    traffic: readonly TrafficNode[],
    /** The variation of each entry; null where it has none. */
    readonly variations: readonly (VariationNode | null)[],
    /** Entries that name a variation which is not in the project. */
    private readonly invalid: readonly number[],
  ) {
    this.ends = traffic.map(({ end }) => end);
  }

  /** Prepares the allocation of a rule. A contextual bandit has a single entry. */
  static of(rule: RuleNode, variationsById: ReadonlyMap<string, VariationNode>): Split {
    const cmab = rule.cmab === null ? null : [{ entityId: CMAB_ENTITY, end: rule.cmab.end }];
    const traffic = cmab ?? rule.traffic ?? [];
    const find = ({ entityId }: TrafficNode): VariationNode | null =>
      entityId ? (variationsById.get(text(entityId)) ?? null) : null;
    const variations = traffic.map(find);
    const isInvalid = (i: number): boolean =>
      cmab === null && Boolean(traffic[i]?.entityId) && variations[i] === null;
    return new Split(traffic, variations, [...traffic.keys()].filter(isInvalid));
  }

  /** Position of the entry that a bucket falls into; -1 for none. */
  find(bucket: number): number {
    const { ends } = this;
    for (let i = 0; i < ends.length; i++) if (bucket < (ends[i] as number)) return i;
    return -1;
  }

  /** Position of the entry that everybody falls into, whatever the bucket; -1 when the bucket matters. */
  get everybody(): number {
    const first = this.find(0);
    return first === this.find(BUCKETS - 1) ? first : -1;
  }

  /** Adds the texts of a look-up. */
  explain(reasons: Reasons, bucket: number, found: number, visitorId: string): void {
    reasons.push(bucketingReasons.bucket(bucket, visitorId));
    if (this.invalid.includes(found)) reasons.push(bucketingReasons.invalid());
  }
}
