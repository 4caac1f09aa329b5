import type { StoredDocument } from '../../../engine/decision.js';
import type { LinkedFeature } from './linked-rule.js';
import { own } from '../../../platform-kit/foreign-json.js';
import { FROM_STORAGE, place } from './placement.js';
import { VISITOR_UNIT } from '../subject/subject-keys.js';
import type { Placement, Visit } from '../subject/visit.js';

/**
 * The experiment that storage knows the visitor to be in. It wins over everything, as long as the campaign and the variation
 * exist somewhere in the configuration.
 */
export function storedExperiment(visit: Visit, document: StoredDocument): Placement | null {
  const variationId = own(document, 'experimentVariationId');
  const key = own(document, 'experimentKey');
  if (!variationId || !key) return null;
  const found = visit.lookup.placed(key, variationId);
  return found === undefined ? null : place(visit, found.campaign, found.variation, FROM_STORAGE);
}

/** The rollout that storage knows the visitor to be in. A document that names an experiment is never asked for it. */
export function storedRollout(visit: Visit, document: StoredDocument): Placement | null {
  const campaignKey = own(document, 'rolloutKey');
  const campaignId = own(document, 'rolloutId');
  if (own(document, 'experimentVariationId') || !campaignKey || !campaignId) return null;
  const found = visit.lookup.placed(campaignKey, own(document, 'rolloutVariationId'));
  if (found === undefined) return null;
  return { ...place(visit, found.campaign, found.variation, FROM_STORAGE), campaignId, campaignKey };
}

/**
 * The document that keeps a decision, as VWO's storage connectors are given it.
 *
 * @returns null where VWO's SDK refuses to store: without a feature key or a variation id
 */
export function storedDecision(
  visit: Visit,
  feature: Pick<LinkedFeature, 'id'>,
  experiment: Placement | null,
): StoredDocument | null {
  const { featureKey, rollout } = visit;
  const isMissing = experiment?.campaignKey
    ? !experiment.variationId
    : Boolean(rollout?.campaignKey) && !rollout?.variationId;
  if (featureKey === '' || isMissing) return null;
  return {
    featureKey,
    // SDKs from 1.60 on pass over records without it.
    featureId: feature.id,
    userId: visit.subject.units.get(VISITOR_UNIT),
    ...(rollout === null ? {} : named('rollout', rollout)),
    ...(experiment === null ? {} : named('experiment', experiment)),
  };
}

function named(
  prefix: 'rollout' | 'experiment',
  { campaignId, campaignKey, variationId }: Placement,
): StoredDocument {
  return {
    [`${prefix}Id`]: campaignId,
    [`${prefix}Key`]: campaignKey,
    [`${prefix}VariationId`]: variationId,
  };
}
