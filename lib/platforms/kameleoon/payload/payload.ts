/** An arm of a rule or of the holdout (`variationByExposition[]`). */
export interface KameleoonArm {
  readonly variationKey: string;
  readonly variationId: number | null;
  /** Share of the visitors, 0 to 1. */
  readonly exposition: number;
}

/** A condition of a segment; which further members count depends on `targetingType`. */
export interface KameleoonCondition {
  readonly targetingType: string;
  /** False: the answer is negated. */
  readonly isInclude?: boolean | null;
  readonly [member: string]: unknown;
}

/** A segment: groups of conditions, each folded from the left without precedence (`true` = or, `false` = and). */
export interface KameleoonSegment {
  readonly id: number | string;
  readonly name?: string;
  readonly audienceTracking?: boolean;
  readonly conditionsData: {
    readonly firstLevelOrOperators: readonly boolean[];
    readonly firstLevel: readonly {
      readonly orOperators: readonly boolean[];
      readonly conditions: readonly KameleoonCondition[];
    }[];
  };
}

/** A rule of a feature flag. */
export interface KameleoonRule {
  readonly id: number;
  readonly order?: number;
  readonly type: 'EXPERIMENTATION' | 'TARGETED_DELIVERY';
  readonly segmentId?: number | null;
  /** Only where the file has no list of segments (format v2). */
  readonly segment?: KameleoonSegment | null;
  /** Share of the targeted visitors that the rule takes, 0 to 1. */
  readonly exposition: number;
  readonly respoolTime?: number | null;
  readonly experimentId: number;
  readonly variationByExposition: readonly KameleoonArm[];
}

/** A variation of a feature flag, with what it serves. */
export interface KameleoonFlagVariation {
  readonly key: string;
  readonly name?: string;
  readonly variables: readonly {
    readonly key: string;
    readonly type: 'BOOLEAN' | 'NUMBER' | 'STRING' | 'JSON' | 'JS' | 'CSS';
    readonly value: unknown;
  }[];
}

/** A feature flag. */
export interface KameleoonFlag {
  readonly id: number;
  readonly featureKey: string;
  readonly environmentEnabled: boolean;
  readonly defaultVariationKey: string;
  readonly mutuallyExclusiveGroup?: string | null;
  readonly bucketingCustomDataId?: number | null;
  readonly bucketingCustomDataIndex?: number | null;
  readonly variations: readonly KameleoonFlagVariation[];
  readonly rules: readonly KameleoonRule[];
}

/** A definition of custom data. */
export interface KameleoonCustomDataDefinition {
  readonly id?: number;
  readonly index: number;
  readonly name?: string;
  readonly localOnly?: boolean;
  readonly isMappingIdentifier?: boolean;
  readonly scope?: 'VISIT' | 'VISITOR' | 'PAGE';
}

/** The data file of a site and environment, format v3 (`https://sdk-config.kameleoon.eu/v3/{siteCode}`). */
export interface KameleoonDataFile {
  readonly dateModified?: number;
  readonly configuration: {
    readonly realTimeUpdate?: boolean;
    readonly consentType?: 'REQUIRED' | 'NOT_REQUIRED';
    readonly consentOptOutBehavior?: 'PARTIALLY_BLOCK' | 'FULLY_BLOCK';
    readonly dataApiDomain?: string;
  };
  readonly customData?: readonly KameleoonCustomDataDefinition[] | null;
  readonly holdout?: {
    readonly experimentId: number;
    readonly variationByExposition: readonly KameleoonArm[];
  } | null;
  readonly segments?: readonly KameleoonSegment[] | null;
  readonly featureFlags: readonly KameleoonFlag[];
}
