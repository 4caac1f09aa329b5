import { own } from '../../../platform-kit/foreign-json.js';
import { rangeOf, rangesOf, SPLIT_BUCKETS } from '../payload/bucket-ranges.js';
import type { LinkedRule, MutexGroup, Priority } from './linked-rule.js';
import { memberText } from './linked-rule.js';
import { storedName, VISITOR_UNIT } from '../subject/subject-keys.js';
import type { Visit } from '../subject/visit.js';

/**
 * Chooses among the members of a group that the visitor could take part in.
 *
 * A sole member wins. Of several, one is chosen by chance or by priority and weight; it is stored, and counts only if it is
 * a campaign of the feature that asks.
 *
 * @param siblings - campaign ids of that feature
 * @returns null for none; undefined where VWO's SDK fails
 */
export function chooseWinner(
  group: MutexGroup,
  members: readonly LinkedRule[],
  siblings: ReadonlySet<unknown>,
  visit: Visit,
): LinkedRule | null | undefined {
  if (members.length <= 1) return members[0] ?? null;
  const winner = group.random ? byChance(group, members, visit) : byPriority(group, members, visit);
  if (winner === undefined || winner === null) return winner;
  store(group, winner, visit);
  return siblings.has(winner.campaign.id) ? winner : null;
}

function byChance(group: MutexGroup, members: readonly LinkedRule[], visit: Visit): LinkedRule | undefined {
  const share = Math.round((100 / members.length) * 10_000) / 10_000;
  const weights = members.map(() => share);
  return members[rangeOf(rangesOf(weights), visit.bucket(group.prefix, SPLIT_BUCKETS))];
}

function byPriority(
  group: MutexGroup,
  members: readonly LinkedRule[],
  visit: Visit,
): LinkedRule | null | undefined {
  if (group.priorities === null) return undefined;
  for (const priority of group.priorities) {
    for (const rule of members) {
      if (rule.campaign.id === priority.id) return rule;
      if (rule.first === undefined) return undefined;
      if (memberText(rule.campaign, rule.first) === priority.member) return rule;
    }
  }
  return byWeight(group, members, visit);
}

/** Only members that have a weight take part. Weights are not scaled: in a gap, nobody wins. */
function byWeight(
  group: MutexGroup,
  members: readonly LinkedRule[],
  visit: Visit,
): LinkedRule | null | undefined {
  if (group.weights === null) return undefined;
  const weighted: LinkedRule[] = [];
  const weights: unknown[] = [];
  for (const rule of members) {
    let weight = own(group.weights, String(rule.campaign.id));
    if (weight === undefined) {
      if (rule.first === undefined) return undefined;
      weight = own(group.weights, memberText(rule.campaign, rule.first));
    }
    if (weight === undefined) continue;
    weighted.push(rule);
    weights.push(weight);
  }
  return weighted[rangeOf(rangesOf(weights), visit.bucket(group.prefix, SPLIT_BUCKETS))] ?? null;
}

function store(group: MutexGroup, { campaign, first }: LinkedRule, visit: Visit): void {
  const variationId = campaign.kind === 'personalize' ? first?.id : -1;
  // VWO's SDK refuses to store an experiment without a variation.
  if (visit.subject.stored === null || (campaign.key && !variationId)) return;
  visit.walk.write(storedName(group.featureKey, visit.userId), {
    featureKey: group.featureKey,
    userId: visit.subject.units.get(VISITOR_UNIT),
    experimentId: campaign.id,
    experimentKey: campaign.key,
    experimentVariationId: variationId,
  });
}

/** Reads the priorities of a group. */
export function readPriorities(value: unknown): readonly Priority[] | null {
  if (value === null) return null;
  return Array.isArray(value)
    ? value.map((entry: unknown) => ({ id: looseNumber(entry), member: entry }))
    : [];
}

/** The number that JavaScript finds equal to a value; NaN for none. */
function looseNumber(value: unknown): number {
  return value === null || value === undefined ? NaN : Number(value);
}
