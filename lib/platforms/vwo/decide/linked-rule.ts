import type { Experiment, Variation } from '../../../engine/decision.js';
import type { BucketRanges } from '../payload/bucket-ranges.js';
import type { Campaign, CampaignVariation } from '../payload/campaign.js';
import type { Segment } from '../subject/segment-match.js';

/** A feature, linked with its campaigns. */
export interface LinkedFeature {
  readonly key: string;
  readonly id: unknown;
  readonly name: unknown;
  readonly rollouts: readonly LinkedRule[];
  /** Tests and personalizations. */
  readonly experiments: readonly LinkedRule[];
  /** Rules of any type, in payload order. */
  readonly rules: readonly LinkedRule[];
  /** Rules of all features of this key: usually the same. */
  readonly namesakes: readonly LinkedRule[];
  readonly impact: Impact | null;
  /** Its value where it is off: false where being on is all that it says, null (nothing) where it has variables. */
  readonly valueOff: false | null;
}

/** A campaign that measures the impact of a feature: visitors who have it, and visitors who have not. */
export interface Impact {
  readonly experiment: Experiment;
  readonly off: Variation;
  readonly on: Variation;
}

/** A campaign as one rule of a feature links it. */
export interface LinkedRule {
  readonly ruleKey: unknown;
  readonly campaign: Campaign;
  /** All of the campaign's, or the one that the rule names. */
  readonly variations: readonly CampaignVariation[];
  /** The variation that a rollout or personalization serves. A test may have none at all. */
  readonly first: CampaignVariation | undefined;
  readonly segment: Segment;
  /** Variations with a segment that forces them; null where the campaign has no whitelists. */
  readonly whitelist: readonly Whitelisting[] | null;
  readonly traffic: Traffic;
  /** How a test shares its visitors out among `variations`; null for rollouts and personalizations. */
  readonly split: Split | null;
  /** The mutually exclusive group; null for none, undefined where VWO's SDK fails: the payload lacks it, or the rule a variation. */
  readonly group: MutexGroup | null | undefined;
  /** Campaign ids of all rules of its feature, linked or not. */
  readonly siblings: ReadonlySet<unknown>;
}

/** A variation, and who is forced into it. */
export interface Whitelisting {
  readonly variation: CampaignVariation;
  readonly segment: Segment;
}

/** Who takes part: buckets of `prefix` + visitor up to the limit. */
export interface Traffic {
  readonly prefix: string;
  /** NaN admits nobody. */
  readonly limit: number;
}

export interface Split {
  readonly prefix: string;
  readonly ranges: BucketRanges;
}

/** Campaigns of which a visitor takes part in one. */
export interface MutexGroup {
  /** Feature key of the stored winner. */
  readonly featureKey: string;
  /** Hashed before the visitor. */
  readonly prefix: string;
  /** Equal chances; else by priority, then by weight. */
  readonly random: boolean;
  /** Null: VWO's SDK fails as soon as it looks at the priorities. */
  readonly priorities: readonly Priority[] | null;
  readonly weights: unknown;
  /** Features that own a member, in the order of members; null: VWO's SDK fails on the members. */
  readonly features: readonly GroupFeature[] | null;
}

/** An entry of a group's priorities: a campaign by id (also as text), or by id and variation. */
export interface Priority {
  readonly id: number;
  readonly member: unknown;
}

/** A feature's part in a group. */
export interface GroupFeature {
  readonly feature: LinkedFeature;
  /** Members of the group among its rules, one for each rule key. */
  readonly rules: readonly LinkedRule[];
  /** A rule without variations is among those looked at: VWO's SDK fails on it. */
  readonly broken: boolean;
}

/** How group members, priorities, weights and winners name a campaign's variation. */
export function memberText(campaign: Campaign, variation: CampaignVariation | undefined): string {
  return memberName(campaign.id, variation?.id);
}

export function memberName(campaignId: unknown, variationId: unknown): string {
  return `${String(campaignId)}_${String(variationId)}`;
}
