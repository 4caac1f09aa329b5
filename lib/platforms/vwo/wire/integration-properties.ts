import type { Decision } from '../../../engine/decision.js';
import type { Subject } from '../../../engine/subject.js';
import type { VwoDecisionDetails } from '../decide/answer.js';
import { USER_ID_VARIABLE, visitorText } from '../subject/subject-keys.js';
import type { Placement } from '../subject/visit.js';

/**
 * The properties that VWO's integrations callback gets for a decision.
 *
 * @returns null where VWO does not call it: unknown and malformed features, stored experiments, failures
 */
export function integrationProperties(
  decision: Decision,
  subject: Pick<Subject, 'units' | 'attributes'>,
): Readonly<Record<string, unknown>> | null {
  const details = decision.details as VwoDecisionDetails | null | undefined;
  if (details === null || details === undefined) return null;
  const { customVariablesUser, targetingVariables, targetingVariablesUser, rollout, experiment } = details;
  return {
    featureName: details.featureName,
    featureId: details.featureId,
    featureKey: decision.key,
    userId: visitorText(subject),
    api: 'getFlag',
    ...(targetingVariables === null || targetingVariablesUser === null
      ? {}
      : { variationTargetingVariables: withUser(targetingVariables, targetingVariablesUser) }),
    ...(customVariablesUser === null
      ? {}
      : { customVariables: withUser(subject.attributes, customVariablesUser) }),
    ...(rollout === null ? {} : placed('rollout', rollout)),
    ...(experiment === null ? {} : placed('experiment', experiment)),
  };
}

function withUser(entries: Iterable<readonly [string, unknown]>, user: string | undefined): object {
  return Object.fromEntries([...entries, [USER_ID_VARIABLE, user]]);
}

function placed(
  prefix: 'rollout' | 'experiment',
  { campaignId, campaignKey, variationId }: Placement,
): object {
  return {
    [`${prefix}Id`]: campaignId,
    [`${prefix}Key`]: campaignKey,
    [`${prefix}VariationId`]: variationId,
  };
}
