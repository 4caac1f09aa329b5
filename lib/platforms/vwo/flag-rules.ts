import type { Decision } from '../../engine/decision.js';
import type { Flag, Rule } from '../../engine/program.js';
import type { Walk } from '../../engine/walk.js';
import { admits, forcedVariation } from './admission.js';
import { rangeOf, SPLIT_BUCKETS, TRAFFIC_BUCKETS } from './bucketing.js';
import type { Catalog } from './catalog.js';
import { conclude, fail } from './conclusion.js';
import { entryRules, visitOf } from './entry-rules.js';
import type { LinkedFeature, LinkedRule } from './linked-rule.js';
import { place, WITHOUT_HASH } from './placement.js';
import { BROKEN, NO } from './verdict.js';
import type { Answer, Placement, Visit } from './visit.js';

const OFF_SOURCE = 'default';

/** Makes the engine's flag of a feature: rollouts first, then tests and personalizations, each in payload order. */
export function featureFlag(feature: LinkedFeature, catalog: Catalog): Flag {
  return {
    key: feature.key,
    rules: [
      ...entryRules(feature, catalog),
      ...feature.rollouts.map((rule) => rolloutRule(rule, feature, catalog)),
      ...feature.experiments.map((rule) => experimentRule(rule, feature, catalog)),
    ],
    otherwise: (walk) => {
      const visit = visitOf(walk, catalog, feature.key);
      return conclude(visit, feature, null, visit.rollout === null ? off(walk) : (visit.answer ?? off(walk)));
    },
  };
}

function off(walk: Walk): Answer {
  return { reason: 'DEFAULT', cause: walk.cause, source: OFF_SOURCE, ruleId: '' };
}

/** The first rollout whose segment takes the visitor is the only one whose traffic is tested. */
function rolloutRule(rule: LinkedRule, feature: LinkedFeature, catalog: Catalog): Rule {
  const answer = hashed(rule, 'rollout');
  const decide = (walk: Walk): Decision | undefined => {
    const visit = visitOf(walk, catalog, feature.key);
    if (visit.rollout !== null || visit.rolloutTried) return undefined;
    const outcome = admits(rule, feature, visit, null);
    visit.reportedUser = visit.listed(rule.campaign.listsUuids);
    if (outcome === BROKEN) return fail(visit, answer.ruleId);
    if (outcome === NO) return walk.miss(rule.group === null ? 'not-targeted' : 'group-excluded');
    visit.rolloutTried = true;
    const placement = bucketed(rule, visit);
    if (placement === null) return walk.miss('traffic-excluded');
    visit.rollout = placement;
    visit.answer = answer;
    walk.expose(placement.assignment);
    return undefined;
  };
  return { id: answer.ruleId, kind: rule.campaign.experiment.kind, decide };
}

/** The first test or personalization that takes the visitor is the last one that is tried. */
function experimentRule(rule: LinkedRule, feature: LinkedFeature, catalog: Catalog): Rule {
  const isTest = rule.campaign.kind === 'testing';
  const answer = hashed(rule, isTest ? 'split' : 'rollout');
  const whitelisted: Answer = Object.freeze({
    ...answer,
    reason: 'TARGETING_MATCH',
    cause: 'whitelist',
    source: 'whitelist',
  });
  const decide = (walk: Walk): Decision | undefined => {
    const visit = visitOf(walk, catalog, feature.key);
    if (visit.experimentTried || (visit.rollout === null && feature.rollouts.length > 0)) return undefined;
    if (!walk.subject.enabled) return walk.miss('disabled');
    const forced = isTest ? whitelistedPlace(rule, visit) : null;
    if (forced === undefined) return fail(visit, answer.ruleId);
    if (forced !== null) return exposed(visit, feature, forced, whitelisted);
    if (walk.subject.qaMode) return walk.miss('qa-mode');
    const outcome = admits(rule, feature, visit, rule.group ? visit.groupState.winners : null);
    visit.reportedUser = visit.listed(rule.campaign.listsUuids);
    if (outcome === BROKEN) return fail(visit, answer.ruleId);
    if (outcome === NO) return walk.miss(rule.group === null ? 'not-targeted' : 'group-excluded');
    visit.experimentTried = true;
    const placement = bucketed(rule, visit);
    return placement === null ? walk.miss('traffic-excluded') : exposed(visit, feature, placement, answer);
  };
  return { id: answer.ruleId, kind: rule.campaign.experiment.kind, decide };
}

/** What a rule answers when the visitor's bucket decides. */
function hashed(rule: LinkedRule, cause: 'rollout' | 'split'): Answer {
  const { kind, experiment } = rule.campaign;
  const reason = kind === 'personalize' ? 'TARGETING_MATCH' : 'SPLIT';
  return Object.freeze({ reason, cause, source: experiment.kind, ruleId: String(rule.ruleKey) });
}

function exposed(visit: Visit, feature: LinkedFeature, placement: Placement, answer: Answer): Decision {
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

/** The place that hashing gives the visitor; null outside of the traffic, or in a gap between variations. */
function bucketed(rule: LinkedRule, visit: Visit): Placement | null {
  const traffic = visit.bucket(rule.traffic.prefix, TRAFFIC_BUCKETS);
  if (visit.explaining)
    visit.walk.note(`traffic bucket ${traffic} of ${TRAFFIC_BUCKETS}, limit ${rule.traffic.limit}`);
  if (!(traffic <= rule.traffic.limit)) return null;
  if (rule.split === null) {
    return rule.first === undefined
      ? null
      : place(visit, rule.campaign, rule.first, { bucket: traffic, isStored: false });
  }
  const bucket = visit.bucket(rule.split.prefix, SPLIT_BUCKETS);
  if (visit.explaining) visit.walk.note(`variation bucket ${bucket} of ${SPLIT_BUCKETS}`);
  const variation = rule.variations[rangeOf(rule.split.ranges, bucket)];
  return variation === undefined ? null : place(visit, rule.campaign, variation, { bucket, isStored: false });
}
