import type { Campaign, CampaignVariation } from '../payload/campaign.js';
import { variationOf } from '../payload/campaign.js';
import type { VisitorIds } from './visitor-id.js';

/** A campaign and one of its variations. */
export interface Place {
  readonly campaign: Campaign;
  readonly variation: CampaignVariation;
}

/** Puts visitors into buckets. */
export interface Buckets {
  /**
   * @param prefix - what is hashed before the visitor: salt, campaign, account, each with `_` behind it
   * @param count - how many buckets there are
   * @returns 1..count
   */
  bucket(prefix: string, userId: string, count: number): number;
}

/** What all decisions of one configuration look up. */
export class CampaignLookup {
  private readonly byKey = new Map<unknown, Campaign>();

  constructor(
    campaigns: readonly Campaign[],
    readonly buckets: Buckets,
    readonly visitorIds: VisitorIds,
  ) {
    for (const campaign of campaigns)
      if (!this.byKey.has(campaign.key)) this.byKey.set(campaign.key, campaign);
  }

  /** The place that a stored document names, whatever the campaign's type; undefined when it no longer exists. */
  placed(campaignKey: unknown, variationId: unknown): Place | undefined {
    const campaign = this.byKey.get(campaignKey);
    const variation = campaign === undefined ? undefined : variationOf(campaign, variationId);
    return campaign === undefined || variation === undefined ? undefined : { campaign, variation };
  }
}
