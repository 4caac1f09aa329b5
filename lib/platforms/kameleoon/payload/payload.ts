import { PayloadError } from '../../../errors/payload.error.js';
import { describeValue } from '../../../platform-kit/describe-value.js';
import type { JsonObject } from '../../../platform-kit/foreign-json.js';
import { areJsonObjects, isJsonObject, own, ownList } from '../../../platform-kit/foreign-json.js';
import { parsePayload } from '../../../platform-kit/parse-payload.js';

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

/** A data file whose outer shape has been checked; its parts are still foreign. */
export interface DataFileShape {
  readonly file: JsonObject;
  readonly configuration: JsonObject;
  readonly featureFlags: readonly unknown[];
  /** Null: the file has none, so that rules embed theirs (format v2). */
  readonly segments: readonly unknown[] | null;
  readonly customData: readonly unknown[];
  readonly holdout: JsonObject | null;
}

const DATA_FILE = {
  what: 'a Kameleoon data file',
  advice: 'Check the site code and what the address serves.',
};

/**
 * Checks what must hold for anything in a data file to be trusted.
 *
 * @param payload - the parsed data file, or its text
 * @throws {@link PayloadError} when it is not JSON, has no flags or no configuration (consent could not be honoured), or has
 * segments or a holdout of the wrong shape (every visitor would be decided wrongly)
 */
export function readDataFile(payload: unknown): DataFileShape {
  const file = parsePayload(payload, DATA_FILE);
  const featureFlags = ownList(file, 'featureFlags');
  if (!featureFlags) throw new PayloadError(expected('featureFlags', 'a list', own(file, 'featureFlags')));
  const configuration = own(file, 'configuration');
  if (!isJsonObject(configuration))
    throw new PayloadError(expected('configuration', 'an object', configuration));
  const segments = own(file, 'segments') ?? null;
  if (segments !== null && !Array.isArray(segments)) {
    throw new PayloadError(expected('segments', 'a list', segments));
  }
  const holdout = own(file, 'holdout') ?? null;
  if (
    holdout !== null &&
    (!isJsonObject(holdout) || !areJsonObjects(own(holdout, 'variationByExposition')))
  ) {
    throw new PayloadError(expected('holdout', 'an object with a list "variationByExposition"', holdout));
  }
  const customData = ownList(file, 'customData') ?? [];
  return { file, configuration, featureFlags, segments, customData, holdout };
}

function expected(what: string, wanted: string, came: unknown): string {
  return `Kameleoon: expected ${what} to be ${wanted}, got ${describeValue(came)}. The running configuration stays; check the data file.`;
}
