import type { BucketRanges } from '../payload/bucket-ranges.js';
import type { Campaign, CampaignVariation } from '../payload/campaign.js';
import { lacksVariation, variationOf } from '../payload/campaign.js';
import { compileSegment } from '../targeting/compile-segment.js';
import { isRecord } from '../payload/foreign-value.js';
import type { LinkedRule, MutexGroup, Whitelisting } from '../decide/linked-rule.js';
import { memberText } from '../decide/linked-rule.js';
import type { SegmentParts } from '../targeting/segment-parts.js';
import type { Segment } from '../subject/segment-match.js';
import { always, broken } from '../subject/segment-match.js';

/** What a feature's rule says. */
export interface RuleLink {
  readonly ruleKey: unknown;
  readonly variationId: unknown;
}

/** What linking needs of the rest of the payload. */
export interface LinkParts {
  /** The text that is hashed. */
  readonly accountId: string;
  readonly segments: SegmentParts;
  /** The group of a member; null for none, undefined for one that the payload lacks. */
  readonly groupOf: (member: string) => MutexGroup | null | undefined;
  readonly siblings: ReadonlySet<unknown>;
}

/** Links a campaign to a feature. */
export function compileRule(campaign: Campaign, link: RuleLink, context: LinkParts): LinkedRule {
  const named = link.variationId ? variationOf(campaign, link.variationId) : undefined;
  const variations = named === undefined ? campaign.variations : [named];
  const first = variations[0];
  const isTest = campaign.kind === 'testing';
  const single = campaign.kind === 'rollout' || campaign.kind === 'personalize';
  const salt = single ? first?.salt : campaign.salt;
  const prefix = `${String(salt || campaign.id)}_`;
  return {
    ruleKey: link.ruleKey,
    campaign,
    variations,
    first,
    segment: compilePreSegment(campaign, first, context.segments),
    whitelist: isTest && campaign.whitelists ? compileWhitelist(variations, context.segments) : null,
    traffic: { prefix, limit: limitOf(single ? first?.weight : campaign.percentTraffic) },
    split: isTest ? { prefix: `${prefix}${context.accountId}_`, ranges: rangesOf(variations) } : null,
    group: lacksVariation(campaign)
      ? undefined
      : context.groupOf(campaign.kind === 'personalize' ? memberText(campaign, first) : String(campaign.id)),
    siblings: context.siblings,
  };
}

/** Who is meant. An empty segment is everybody. */
function compilePreSegment(
  campaign: Campaign,
  first: CampaignVariation | undefined,
  context: SegmentParts,
): Segment {
  if (campaign.kind === 'other') return always;
  if (lacksVariation(campaign)) return broken;
  const segments = campaign.kind === 'testing' ? campaign.segments : first?.segments;
  return isRecord(segments) && Object.keys(segments).length === 0
    ? always
    : compileSegment(segments, context);
}

/** Only segments that say something force a variation. */
function compileWhitelist(
  variations: readonly CampaignVariation[],
  context: SegmentParts,
): readonly Whitelisting[] {
  return variations
    .filter(({ segments }) => isRecord(segments) && Object.keys(segments).length > 0)
    .map((variation) => ({ variation, segment: compileSegment(variation.segments, context) }));
}

/** Compared as JavaScript compares a number with the value. */
function limitOf(value: unknown): number {
  return value === undefined ? NaN : Number(value);
}

function rangesOf(variations: readonly CampaignVariation[]): BucketRanges {
  return Float64Array.from(variations.flatMap(({ first, last }) => [first, last]));
}
