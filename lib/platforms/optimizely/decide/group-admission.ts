import type { GroupNode, RuleNode } from '../payload/payload.js';
import type { Bucketer } from './bucketing.js';
import type { Reasons } from './reasons.js';
import { bucketingReasons } from './reasons.js';

/** Whether a mutual exclusion group lets a visitor into an experiment. */
export type GroupAdmission = (bucketingId: string, visitorId: string, reasons: Reasons | null) => boolean;

/** Compiles the door of the group that an experiment belongs to; null when nothing excludes. */
export function compileGroupAdmission(
  rule: RuleNode,
  groupId: string | null,
  groups: ReadonlyMap<string, GroupNode>,
  bucketer: Bucketer,
): GroupAdmission | null {
  if (groupId === null) return null;
  const group = groups.get(groupId) ?? { id: groupId, exclusive: true, traffic: [] };
  if (!group.exclusive) return null;
  const own = rule.raw['id'];
  return (bucketingId, visitorId, reasons) => {
    const bucket = bucketer.bucket(bucketingId, group.id);
    const entry = group.traffic.find(({ end }) => bucket < end);
    const winner = entry === undefined ? null : entry.entityId;
    const admitted = winner === own;
    if (reasons !== null) reasons.push(admissionReason(rule, group.id, winner, visitorId));
    return admitted;
  };
}

function admissionReason(rule: RuleNode, groupId: string, winner: unknown, visitorId: string): string {
  if (winner === null) return bucketingReasons.inNoneOfGroup(visitorId, groupId);
  if (winner === rule.raw['id']) return bucketingReasons.inGroup(visitorId, rule.key, groupId);
  return bucketingReasons.inOtherOfGroup(visitorId, rule.key, groupId);
}
