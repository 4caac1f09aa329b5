import { own } from '../../../platform-kit/foreign-json.js';
import type { Campaign } from '../payload/campaign.js';
import { lacksVariation } from '../payload/campaign.js';
import { compileImpact } from './compile-impact.js';
import type { FeatureRule } from './compile-groups.js';
import type { LinkParts } from './compile-rule.js';
import { compileRule } from './compile-rule.js';
import { ruleNeedsGateway } from './gateway-need.js';
import type { LinkedFeature, LinkedRule } from '../decide/linked-rule.js';

/** What a feature needs of the rest of the payload. */
export interface RuleSurroundings {
  /** Campaigns by id; null for one that is malformed. */
  readonly campaigns: ReadonlyMap<unknown, Campaign | null>;
  /** Made for each rule: it names the place in warnings. */
  readonly linkParts: (featureKey: string, rule: number) => LinkParts;
}

/** A feature that VWO's SDK cannot work with: the message says why. */
export class FeatureError extends Error {
  constructor(
    /** Relative to the feature. */
    readonly path: string,
    message: string,
  ) {
    super(message);
  }
}

/** Rules as they are in the payload. */
export function readRules(feature: unknown): readonly unknown[] {
  const rules = own(feature, 'rules');
  return Array.isArray(rules) ? rules : [];
}

/**
 * Links a feature with its campaigns. A rule whose campaign is not in the payload does not exist.
 *
 * @throws FeatureError, SegmentDepthError
 */
export function linkRules(
  feature: unknown,
  featureKey: string,
  context: RuleSurroundings,
): readonly LinkedRule[] {
  const linked: LinkedRule[] = [];
  readRules(feature).forEach((rule, i) => {
    const campaign = context.campaigns.get(own(rule, 'campaignId'));
    if (campaign === undefined) return;
    const path = `rules[${i}]`;
    if (campaign === null) throw new FeatureError(path, 'its campaign is malformed');
    // VWO's SDK looks for the variation only as long as it does not know yet whether the feature needs the gateway.
    if (lacksVariation(campaign) && !linked.some(ruleNeedsGateway)) {
      throw new FeatureError(path, 'expected its campaign to have a variation');
    }
    const link = { ruleKey: own(rule, 'ruleKey'), variationId: own(rule, 'variationId') };
    linked.push(compileRule(campaign, link, context.linkParts(featureKey, i)));
  });
  return linked;
}

/** What a feature is made of, once its rules are linked. */
type FeatureParts = Pick<LinkedFeature, 'rules' | 'namesakes'> & {
  readonly definition: unknown;
};

export function compileFeature(
  key: string,
  parts: FeatureParts,
  campaigns: RuleSurroundings['campaigns'],
): LinkedFeature {
  const { definition, rules } = parts;
  return {
    key,
    id: own(definition, 'id'),
    name: own(definition, 'name'),
    rollouts: rules.filter(({ campaign }) => campaign.kind === 'rollout'),
    experiments: rules.filter(
      ({ campaign }) => campaign.kind === 'testing' || campaign.kind === 'personalize',
    ),
    rules,
    namesakes: parts.namesakes,
    valueOff: rules.some(hasVariables) ? null : false,
    impact: compileImpact(own(definition, 'impactCampaign'), (id) => campaigns.get(id) ?? undefined),
  };
}

function hasVariables({ variations }: LinkedRule): boolean {
  return variations.some(({ variables }) => variables.byKey.size !== 0);
}

/** The rules of a feature as groups look them up, linked or not. */
export function featureRules(feature: unknown, featureKey: string): readonly FeatureRule[] {
  return readRules(feature).map((rule) => ({
    featureKey,
    campaignId: own(rule, 'campaignId'),
    variationId: own(rule, 'variationId'),
  }));
}
