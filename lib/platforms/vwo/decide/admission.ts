import { own } from '../../../platform-kit/foreign-json.js';
import type { CampaignVariation } from '../payload/campaign.js';
import { findWinner } from './group-winner.js';
import type { LinkedFeature, LinkedRule, MutexGroup, Whitelisting } from './linked-rule.js';
import { memberName, memberText } from './linked-rule.js';
import { inTraffic } from './traffic.js';
import type { SegmentMatch } from '../subject/segment-match.js';
import { BROKEN, NO, verdict, YES } from '../subject/segment-match.js';
import type { Visit } from '../subject/visit.js';

/** Winners of groups that are known in a decision; null while rollouts are looked at, which have none. */
type Winners = Map<object, unknown> | null;

/** In {@link Winners}: nobody of the group. */
const NOBODY = -1;

/**
 * Whether a rule is the one for the visitor: its segment matches, and it is the one of its mutually exclusive group. Traffic
 * is tested afterwards.
 */
export function admits(rule: LinkedRule, visit: Visit, winners: Winners): SegmentMatch {
  visit.listedUser = visit.listed(rule.campaign.listsUuids);
  visit.lostToGroup = false;
  if (rule.group === undefined) return BROKEN;
  return rule.group === null ? rule.segment(visit) : groupAdmits(rule, rule.group, visit, winners);
}

/**
 * The variation that a test's whitelists force on the visitor.
 *
 * @returns null for none; undefined where VWO's SDK fails, which it also does when several match
 */
export function forcedVariation(
  whitelist: readonly Whitelisting[],
  user: string | undefined,
  visit: Visit,
): CampaignVariation | null | undefined {
  const { variables, listedUser } = visit;
  visit.variables = visit.targetingVariables();
  visit.listedUser = user;
  let found: CampaignVariation | null | undefined = null;
  for (const { variation, segment } of whitelist) {
    const outcome = segment(visit);
    if (outcome === NO) continue;
    found = outcome === YES && found === null ? variation : undefined;
    if (found === undefined) break;
  }
  visit.variables = variables;
  visit.listedUser = listedUser;
  return found;
}

function groupAdmits(rule: LinkedRule, group: MutexGroup, visit: Visit, winners: Winners): SegmentMatch {
  const winner = winners?.get(group);
  if (winner !== undefined) {
    visit.lostToGroup = !isWinner(rule, winner);
    return verdict(!visit.lostToGroup);
  }
  const stored = visit.stored(group.featureKey);
  const storedId = own(stored, 'experimentId');
  if (storedId && own(stored, 'experimentKey')) {
    const variationId = own(stored, 'experimentVariationId');
    if (
      storedId === rule.campaign.id &&
      (rule.campaign.kind !== 'personalize' || variationId === rule.first?.id)
    ) {
      return YES;
    }
    const isTest = storedId !== rule.campaign.id && Number(variationId) === NOBODY;
    return lost(group, isTest ? storedId : memberName(storedId, variationId), visit, winners);
  }
  const outcome = rule.segment(visit);
  return outcome === YES ? compete(rule, group, visit, winners) : outcome;
}

function isWinner(rule: LinkedRule, winner: unknown): boolean {
  if (rule.campaign.kind === 'testing') return winner === rule.campaign.id;
  return rule.campaign.kind === 'personalize' && winner === memberText(rule.campaign, rule.first);
}

/** Remembers that another member has won. Rollouts have nowhere to remember it: VWO's SDK fails on them. */
function lost(group: MutexGroup, winner: unknown, visit: Visit, winners: Winners): SegmentMatch {
  if (winners === null) return BROKEN;
  visit.lostToGroup = true;
  winners.set(group, winner);
  return NO;
}

function compete(rule: LinkedRule, group: MutexGroup, visit: Visit, winners: Winners): SegmentMatch {
  const winner = findWinner(group, rule, visit, rolloutsAdmit);
  if (winner === undefined) return BROKEN;
  if (winner === null) return lost(group, NOBODY, visit, winners);
  const { campaign, first } = winner;
  const isTest = campaign.kind === 'testing';
  if (!isTest && first === undefined) return BROKEN;
  if (campaign.id !== rule.campaign.id)
    return lost(group, isTest ? campaign.id : memberText(campaign, first), visit, winners);
  if (isTest || first?.id === rule.first?.id) return YES;
  return lost(group, memberText(campaign, first), visit, winners);
}

/** Whether a feature's rollouts let the visitor pass; those of the feature at hand are known already. */
function rolloutsAdmit(feature: LinkedFeature, visit: Visit): SegmentMatch {
  if (feature.rollouts.length === 0) return YES;
  if (feature.key === visit.featureKey && visit.rollout !== null) return YES;
  const { passed } = visit.groupState;
  if (passed.has(feature.key)) return YES;
  for (const rule of feature.rollouts) {
    const outcome = admits(rule, visit, null);
    if (outcome === BROKEN) return BROKEN;
    if (outcome === NO) continue;
    if (!inTraffic(rule, visit)) return NO;
    passed.add(feature.key);
    return YES;
  }
  return NO;
}
