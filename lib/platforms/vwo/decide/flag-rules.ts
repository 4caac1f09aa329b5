import type { Decision } from '../../../engine/decision.js';
import type { Flag, Rule } from '../../../engine/program.js';
import type { Walk } from '../../../engine/walk.js';
import { admits, forcedVariation } from './admission.js';
import type { CampaignLookup } from '../subject/campaign-lookup.js';
import { conclude, fail } from './answer.js';
import { entryRules, visitOf } from './entry-rules.js';
import type { LinkedFeature, LinkedRule } from './linked-rule.js';
import { place, WITHOUT_HASH } from './placement.js';
import { bucketed, unhashed } from './traffic.js';
import { BROKEN, NO } from '../subject/segment-match.js';
import type { FeatureResult, Placement, Visit } from '../subject/visit.js';

/** Makes the engine's flag of a feature: rollouts first, then tests and personalizations, each in payload order. */
export function featureFlag(feature: LinkedFeature, lookup: CampaignLookup): Flag {
  return {
    key: feature.key,
    rules: [
      ...entryRules(feature, lookup),
      ...feature.rollouts.map((rule) => rolloutRule(rule, feature, lookup)),
      ...feature.experiments.map((rule) => experimentRule(rule, feature, lookup)),
    ],
    otherwise: (walk) => {
      const visit = visitOf(walk, lookup, feature.key);
      return conclude(visit, feature, null, visit.rollout === null ? off(walk) : (visit.answer ?? off(walk)));
    },
  };
}

function off(walk: Walk): FeatureResult {
  return { reason: 'DEFAULT', cause: walk.cause, source: 'default', ruleId: '' };
}

/** The first rollout whose segment takes the visitor is the only one whose traffic is tested. */
function rolloutRule(rule: LinkedRule, feature: LinkedFeature, lookup: CampaignLookup): Rule {
  const answer = hashed(rule, 'rollout');
  const decide = (walk: Walk): Decision | undefined => {
    const visit = visitOf(walk, lookup, feature.key);
    if (visit.rollout !== null || visit.rolloutTried) return undefined;
    const outcome = admits(rule, visit, null);
    visit.reportedUser = visit.listed(rule.campaign.listsUuids);
    if (outcome === BROKEN) return fail(visit, answer.ruleId);
    if (outcome === NO) return walk.miss(visit.lostToGroup ? 'group-excluded' : 'not-targeted');
    visit.rolloutTried = true;
    const { qaMode } = walk.subject;
    const placement = qaMode ? unhashed(rule, visit) : bucketed(rule, visit);
    if (placement === null) return walk.miss(qaMode ? 'qa-mode' : 'traffic-excluded');
    visit.rollout = placement;
    visit.answer = answer;
    walk.expose(placement.assignment);
    return undefined;
  };
  return { id: answer.ruleId, kind: rule.campaign.experiment.kind, decide };
}

/** The first test or personalization that takes the visitor is the last one that is tried. */
function experimentRule(rule: LinkedRule, feature: LinkedFeature, lookup: CampaignLookup): Rule {
  const isTest = rule.campaign.kind === 'testing';
  const answer = hashed(rule, isTest ? 'split' : 'rollout');
  const whitelisted: FeatureResult = Object.freeze({
    ...answer,
    reason: 'TARGETING_MATCH',
    cause: 'whitelist',
    source: 'whitelist',
  });
  const decide = (walk: Walk): Decision | undefined => {
    const visit = visitOf(walk, lookup, feature.key);
    if (visit.experimentTried || (visit.rollout === null && feature.rollouts.length > 0)) return undefined;
    if (!walk.subject.enabled) return walk.miss('disabled');
    const forced = isTest ? whitelistedPlace(rule, visit) : null;
    if (forced === undefined) return fail(visit, answer.ruleId);
    if (forced !== null) return exposed(visit, feature, forced, whitelisted);
    if (walk.subject.qaMode) return walk.miss('qa-mode');
    const outcome = admits(rule, visit, rule.group ? visit.groupState.winners : null);
    visit.reportedUser = visit.listed(rule.campaign.listsUuids);
    if (outcome === BROKEN) return fail(visit, answer.ruleId);
    if (outcome === NO) return walk.miss(visit.lostToGroup ? 'group-excluded' : 'not-targeted');
    visit.experimentTried = true;
    const placement = bucketed(rule, visit);
    return placement === null ? walk.miss('traffic-excluded') : exposed(visit, feature, placement, answer);
  };
  return { id: answer.ruleId, kind: rule.campaign.experiment.kind, decide };
}

/** What a rule answers when the visitor's bucket decides. */
function hashed(rule: LinkedRule, cause: 'rollout' | 'split'): FeatureResult {
  const { kind, experiment } = rule.campaign;
  const reason = kind === 'personalize' ? 'TARGETING_MATCH' : 'SPLIT';
  return Object.freeze({ reason, cause, source: experiment.kind, ruleId: String(rule.ruleKey) });
}

function exposed(
  visit: Visit,
  feature: LinkedFeature,
  placement: Placement,
  answer: FeatureResult,
): Decision {
  visit.walk.expose(placement.assignment);
  return conclude(visit, feature, placement, answer);
}

/** The variation that a whitelist forces on the visitor; undefined where VWO's SDK fails. */
function whitelistedPlace(rule: LinkedRule, visit: Visit): Placement | null | undefined {
  const user = visit.listed(rule.campaign.listsUuids);
  visit.reportedTargetingUser = user;
  const variation = rule.whitelist === null ? null : forcedVariation(rule.whitelist, user, visit);
  return variation ? place(visit, rule.campaign, variation, WITHOUT_HASH) : variation;
}
