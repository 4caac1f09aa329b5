import { own } from '../../../platform-kit/foreign-json.js';
import { chooseWinner } from './group-choice.js';
import type { GroupFeature, LinkedFeature, LinkedRule, MutexGroup } from './linked-rule.js';
import { inTraffic } from './traffic.js';
import type { SegmentMatch } from '../subject/segment-match.js';
import { BROKEN, NO, YES } from '../subject/segment-match.js';
import type { Visit } from '../subject/visit.js';

/** Whether a feature's rollouts let the visitor pass. */
type RolloutsAdmit = (feature: LinkedFeature, visit: Visit) => SegmentMatch;

/** A member of a group that may win, and the feature it was found in. */
interface Candidate {
  readonly feature: LinkedFeature;
  readonly rule: LinkedRule;
}

/**
 * Finds the member of a mutually exclusive group that the visitor takes part in.
 *
 * @param asker - the member whose turn it is
 * @returns null for none; undefined where VWO's SDK fails
 */
export function findWinner(
  group: MutexGroup,
  asker: LinkedRule,
  visit: Visit,
  rolloutsAdmit: RolloutsAdmit,
): LinkedRule | null | undefined {
  const { open } = visit.groupState;
  // A rollout that is a member of the group asks for the winner while it is being looked for.
  if (open.has(group)) return undefined;
  open.add(group);
  const candidates = collect(group.features, visit, rolloutsAdmit);
  open.delete(group);
  if (candidates === undefined) return undefined;
  const eligible = shortlist(candidates, visit);
  return eligible === undefined ? undefined : chooseWinner(group, eligible, asker.siblings, visit);
}

function collect(
  features: readonly GroupFeature[] | null,
  visit: Visit,
  rolloutsAdmit: RolloutsAdmit,
): readonly Candidate[] | undefined {
  if (features === null) return undefined;
  const candidates: Candidate[] = [];
  for (const { feature, rules, broken } of features) {
    const outcome = rolloutsAdmit(feature, visit);
    if (outcome === BROKEN || (outcome === YES && broken)) return undefined;
    if (outcome === YES) for (const rule of rules) candidates.push({ feature, rule });
  }
  return candidates;
}

/** Members that the visitor is in already, by storage; if there are none, those whose segment and traffic take the visitor. */
function shortlist(candidates: readonly Candidate[], visit: Visit): readonly LinkedRule[] | undefined {
  const sticky: LinkedRule[] = [];
  const eligible: LinkedRule[] = [];
  for (const { feature, rule } of candidates) {
    if (isStored(feature, rule, visit)) {
      if (!sticky.some((other) => other.campaign.key === rule.campaign.key)) sticky.push(rule);
      continue;
    }
    const outcome = rule.segment(visit);
    if (outcome === BROKEN) return undefined;
    if (outcome === NO) continue;
    if (inTraffic(rule, visit)) eligible.push(rule);
  }
  return sticky.length > 0 ? sticky : eligible;
}

function isStored(feature: LinkedFeature, rule: LinkedRule, visit: Visit): boolean {
  const stored = visit.stored(feature.key);
  const variationId = own(stored, 'experimentVariationId');
  const key = own(stored, 'experimentKey');
  if (!variationId || !key || key !== rule.campaign.key) return false;
  return visit.lookup.placed(key, variationId) !== undefined;
}
