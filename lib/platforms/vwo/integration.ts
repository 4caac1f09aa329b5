import type { Decision } from '../../engine/decision.js';
import type { Entries, Subject } from '../../engine/subject.js';
import { toMap } from '../../engine/subject.js';
import type { VwoDecisionDetails } from './conclusion.js';
import { USER_ID_VARIABLE, visitorText, VWO_FACTS } from './subject-keys.js';
import type { Placement } from './visit.js';

/**
 * The properties that VWO's integrations callback gets for a decision.
 *
 * @returns null where VWO does not call it: unknown and malformed features, stored experiments, failures
 */
export function integrationProperties(
  decision: Decision,
  subject: Subject,
): Readonly<Record<string, unknown>> | null {
  const details = decision.details as VwoDecisionDetails | null | undefined;
  if (details === null || details === undefined) return null;
  const { customVariablesUser, targetingVariablesUser, rollout, experiment } = details;
  const targeting = subject.facts.get(VWO_FACTS.variationTargetingVariables);
  return {
    featureName: details.featureName,
    featureId: details.featureId,
    featureKey: decision.key,
    userId: visitorText(subject),
    api: 'getFlag',
    ...(targetingVariablesUser === null
      ? {}
      : { variationTargetingVariables: withUser(entriesOf(targeting), targetingVariablesUser) }),
    ...(customVariablesUser === null
      ? {}
      : { customVariables: withUser(subject.attributes, customVariablesUser) }),
    ...(rollout === null ? {} : placed('rollout', rollout)),
    ...(experiment === null ? {} : placed('experiment', experiment)),
  };
}

function entriesOf(value: unknown): Iterable<readonly [string, unknown]> {
  return toMap(value as Entries<unknown> | undefined);
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
