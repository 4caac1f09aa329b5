import { jsonMap } from '../../../engine/json-map.js';
import type { Assignment, Experiment, Variation } from '../../../engine/decision.js';
import type { Campaign, CampaignVariation } from '../payload/campaign.js';
import { USER_ID_VARIABLE, VISITOR_UNIT, VWO_FACTS } from '../subject/subject-keys.js';
import type { Placement, Visit } from '../subject/visit.js';

/** How a visitor came to a place. */
export interface Way {
  /** Where the hash fell: 1..100 for rollouts and personalizations, 1..10000 for tests; null without a hash. */
  readonly bucket: number | null;
  readonly isStored: boolean;
}

export const WITHOUT_HASH: Way = Object.freeze({ bucket: null, isStored: false });
export const FROM_STORAGE: Way = Object.freeze({ bucket: null, isStored: true });

/** The visitor's place in a variation of a campaign. */
export function place(visit: Visit, campaign: Campaign, variation: CampaignVariation, way: Way): Placement {
  return {
    campaignId: campaign.id,
    campaignKey: campaign.key,
    variationId: variation.id,
    variables: variation.variables,
    assignment: assign(visit, campaign.experiment, variation.variation, way),
    isStored: way.isStored,
  };
}

export function assign(visit: Visit, experiment: Experiment, variation: Variation, way: Way): Assignment {
  return {
    flagKey: visit.featureKey,
    experiment,
    variation,
    inExperiment: true,
    hashUsed: way.bucket !== null,
    hashAttribute: VISITOR_UNIT,
    hashValue: visit.subject.units.get(VISITOR_UNIT),
    bucket: way.bucket,
    sticky: way.isStored,
    details: postSegmentation(visit),
  };
}

/** What {@link Assignment.details} of an exposure holds. */
export interface VwoExposureDetails extends Readonly<Record<string, unknown>> {
  /** Properties of the visitor to send along, by name. */
  readonly visitorProperties: ReadonlyMap<string, unknown>;
}

/** Attributes that reports are to be broken down by. Values that are falsy do not count. */
function postSegmentation(visit: Visit): VwoExposureDetails | null {
  const names = visit.fact(VWO_FACTS.postSegmentationVariables);
  if (!Array.isArray(names)) return null;
  const properties = jsonMap<string, unknown>();
  for (const name of names as readonly unknown[]) {
    const isUser = name === USER_ID_VARIABLE && visit.listedUser !== null;
    const value = isUser ? visit.listedUser : visit.subject.attributes.get(String(name));
    if (value) properties.set(String(name), value);
  }
  return properties.size === 0 ? null : { visitorProperties: properties };
}
