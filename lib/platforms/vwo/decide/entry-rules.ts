import type { Decision } from '../../../engine/decision.js';
import { plainDecision } from '../../../engine/decision.js';
import type { Rule } from '../../../engine/program.js';
import type { Walk } from '../../../engine/walk.js';
import type { CampaignLookup } from '../subject/campaign-lookup.js';
import type { CampaignVariation } from '../payload/campaign.js';
import { serve } from './answer.js';
import type { LinkedFeature, LinkedRule } from './linked-rule.js';
import { place, WITHOUT_HASH } from './placement.js';
import { storedExperiment, storedRollout } from './stored-decision.js';
import { VISITOR_UNIT, visitorText } from '../subject/subject-keys.js';
import { hasLoneSurrogate } from '../subject/visitor-id.js';
import type { FeatureResult } from '../subject/visit.js';
import { Visit } from '../subject/visit.js';

const STORED: FeatureResult = Object.freeze({
  reason: 'CACHED',
  cause: 'sticky',
  source: 'storage',
  ruleId: '',
});

/** The visit that the rules of a flag share during one walk. */
export function visitOf(walk: Walk, lookup: CampaignLookup, featureKey: string): Visit {
  return walk.memory(lookup, () => new Visit(walk, lookup, featureKey));
}

/** Steps before a feature's own rules: the application's choice, a usable visitor, what storage knows. */
export function entryRules(feature: LinkedFeature, lookup: CampaignLookup): readonly Rule[] {
  return [overrideRule(feature, lookup), visitorRule(feature.key), storageRule(feature.key, lookup)];
}

/** Steps of a feature that is not in the settings: it is on all the same for a visitor whose stored experiment still exists. */
export function strangerRules(featureKey: string, lookup: CampaignLookup): readonly Rule[] {
  return [visitorRule(featureKey), storageRule(featureKey, lookup)];
}

/** The application forces a variation: by campaign key, to a variation's key, id or index. Nothing is exposed or stored. */
function overrideRule(feature: LinkedFeature, lookup: CampaignLookup): Rule {
  const decide = (walk: Walk): Decision | undefined => {
    const forced = walk.subject.forcedVariations;
    if (forced.size === 0) return undefined;
    for (const rule of feature.rules) {
      const { campaign, ruleKey } = rule;
      const wanted = forced.get(String(campaign.key));
      const variation = wanted === undefined ? undefined : chosen(rule, wanted);
      if (variation === undefined) continue;
      const visit = visitOf(walk, lookup, feature.key);
      const answer = {
        reason: 'STATIC',
        cause: 'override',
        source: 'override',
        ruleId: String(ruleKey),
      } as const;
      return serve(visit, place(visit, campaign, variation, WITHOUT_HASH), answer, null);
    }
    return undefined;
  };
  return { id: '', kind: 'override', decide };
}

/** The variation that is named by key, id or index. */
export function chosen({ variations }: LinkedRule, wanted: unknown): CampaignVariation | undefined {
  return (
    variations.find(({ variation }) => variation.key === wanted) ??
    variations.find(({ id }) => id === wanted) ??
    (typeof wanted === 'number' ? variations[wanted] : undefined)
  );
}

/** Without a visitor there is nothing to hash. Ids without a UTF-8 form have no UUID, and VWO refuses them. */
function visitorRule(featureKey: string): Rule {
  const missing = refusal(
    featureKey,
    `expected the unit "${VISITOR_UNIT}" (a text, or a number other than 0)`,
  );
  const unpaired = refusal(
    featureKey,
    `the unit "${VISITOR_UNIT}" has half a surrogate pair: it is not valid text`,
  );
  const decide = (walk: Walk): Decision | undefined => {
    const text = visitorText(walk.subject);
    if (text === undefined) return missing;
    return hasLoneSurrogate(text) ? unpaired : undefined;
  };
  return { id: '', kind: 'visitor', decide };
}

function refusal(featureKey: string, problem: string): Decision {
  return plainDecision({
    key: featureKey,
    value: null,
    reason: 'ERROR',
    cause: 'missing-unit',
    source: 'visitor',
    errorCode: 'TARGETING_KEY_MISSING',
    errorMessage: `Flag "${featureKey}" cannot be decided: ${problem}.`,
  });
}

/** An experiment that is stored decides; a rollout that is stored opens the feature's experiments. */
function storageRule(featureKey: string, lookup: CampaignLookup): Rule {
  const decide = (walk: Walk): Decision | undefined => {
    if (walk.subject.stored === null) return undefined;
    const visit = visitOf(walk, lookup, featureKey);
    const document = visit.stored(featureKey);
    if (document === undefined) return undefined;
    const runs = walk.subject.enabled && !walk.subject.qaMode;
    const experiment = runs ? storedExperiment(visit, document) : null;
    if (experiment !== null) return serve(visit, experiment, STORED, null);
    visit.rollout = storedRollout(visit, document);
    visit.answer = STORED;
    return undefined;
  };
  return { id: '', kind: 'storage', decide };
}
