import type { Bucketer } from '../decide/bucketing.js';
import type { Campaign, CampaignVariation } from '../payload/campaign.js';
import { variationOf } from '../payload/campaign.js';
import type { VisitorIds } from './visitor-id.js';

/** A campaign and one of its variations. */
export interface Place {
  readonly campaign: Campaign;
  readonly variation: CampaignVariation;
}

/** What all decisions of one configuration share. */
export class Catalog {
  private readonly byKey = new Map<unknown, Campaign>();

  constructor(
    campaigns: readonly Campaign[],
    readonly bucketer: Bucketer,
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
