/**
 * VWO's settings for Feature Management and Experimentation, as `/server-side/v2-settings` serves them. Short names, where
 * given, win over long ones.
 *
 * @see {@link https://developers.vwo.com/v2/docs/fme-node | VWO: FME Node SDK}
 */
export interface VwoSettings {
  /** Of the settings: it becomes part of the program's revision. */
  readonly version: number | string;
  /** The account's number. The visitor's UUID, which lists of users may hold, is made with it. */
  readonly accountId: number | string;
  /** The SDK key of the environment. Attributes that are sent to VWO name it. */
  readonly sdkKey?: string;
  /** The feature flags that can be decided. @defaultValue none */
  readonly features?: readonly VwoFeature[];
  /** What the rules of features refer to. It has to be there, if only as an empty list. */
  readonly campaigns: readonly VwoCampaign[];
  /** Mutually exclusive groups by id. */
  readonly groups?: Readonly<Record<string, VwoGroup>>;
  /** Group ids by campaign id, or by `campaign_variation` for personalizations. */
  readonly campaignGroups?: Readonly<Record<string, number | string>>;
  /** First segment of the path that events take to VWO's collector, such as `eu01`. Left out: they have none. */
  readonly collectionPrefix?: string;
  /** Milliseconds. */
  readonly pollInterval?: number;
  /** The account that VWO's SDK reports its own use to. Nothing is reported to it here. */
  readonly usageStatsAccountId?: number;
  /** Whether VWO has heard of this SDK key before. Its SDK sends an event if not; nothing is sent here. */
  readonly sdkMetaInfo?: { readonly wasInitializedEarlier?: boolean };
  /** Short for `accountId`. */
  readonly a?: number | string;
  /** Short for `version`. */
  readonly v?: number | string;
  /** Short for `sdkKey`. */
  readonly sK?: string;
  /** Short for `features`. */
  readonly f?: readonly VwoFeature[];
  /** Short for `campaigns`. */
  readonly c?: readonly VwoCampaign[];
  /** Short for `groups`. */
  readonly g?: Readonly<Record<string, VwoGroup>>;
  /** Short for `campaignGroups`. */
  readonly cG?: Readonly<Record<string, number | string>>;
}

/** A feature flag: its rules in order. `status` does not count: VWO leaves out what is switched off. */
export interface VwoFeature {
  readonly id: number | string;
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly status: string;
  readonly metrics: readonly VwoMetric[];
  readonly rules?: readonly VwoRule[];
  readonly impactCampaign?: { readonly campaignId?: number; readonly type?: string };
  readonly isDebuggerEnabled?: boolean;
  readonly isGatewayServiceRequired?: boolean;
}

/** An event that counts for a feature. */
export interface VwoMetric {
  readonly id: number | string;
  readonly type: string;
  readonly identifier: string;
}

/** Links a feature to a campaign, or to one variation of it. The campaign's type counts, not the rule's. */
export interface VwoRule {
  readonly type: string;
  readonly ruleKey: string;
  readonly campaignId: number;
  readonly variationId?: number;
}

/** A rollout, experiment or personalization. */
export interface VwoCampaign {
  readonly id: number | string;
  readonly key: string;
  readonly name: string;
  readonly type: 'FLAG_ROLLOUT' | 'FLAG_TESTING' | 'FLAG_PERSONALIZE' | (string & {});
  readonly status: string;
  /** Per cent of visitors that a test takes; rollouts and personalizations have it as the weight of their variation. */
  readonly percentTraffic?: number;
  readonly segments: VwoSegment;
  readonly isForcedVariationEnabled?: boolean;
  /** Segments see the visitor's UUID instead of the id. */
  readonly isUserListEnabled?: boolean;
  readonly salt?: string;
  readonly variations: readonly VwoVariation[];
}

/** What visitors of a campaign get. */
export interface VwoVariation {
  readonly id: number | string;
  readonly name: string;
  readonly key?: string;
  /** Per cent. */
  readonly weight: number | string;
  /** Of a test: its whitelist. Of a rollout or personalization: who is meant. */
  readonly segments?: VwoSegment;
  readonly salt?: string;
  readonly variables?: readonly VwoVariable[];
  readonly i?: number | string;
  readonly n?: string;
  readonly w?: number | string;
  readonly seg?: VwoSegment;
}

/** A variable of a variation. The value is served as it is, whatever the type says. */
export interface VwoVariable {
  readonly id: number | string;
  readonly type: string;
  readonly key: string;
  readonly value: unknown;
  readonly i?: number | string;
  readonly k?: string;
  readonly val?: unknown;
}

/** A node of the segment language: an operator and its operand. */
export type VwoSegment = Readonly<Record<string, unknown>>;

/** Campaigns of which a visitor takes part in one. */
export interface VwoGroup {
  readonly name: string;
  /** Campaign ids, or `campaign_variation`. */
  readonly campaigns: readonly string[];
  /** 1 or left out: equal chances. Else by priority, then by weight. */
  readonly et?: number;
  readonly p?: readonly (number | string)[];
  readonly wt?: Readonly<Record<string, number>>;
}
