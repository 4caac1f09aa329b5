import type { TernaryTest } from '../../../engine/conditions/ternary.js';
import type { Subject } from '../../../engine/subject.js';
import type { GroupAdmission } from './group-admission.js';
import type { Split } from './split.js';

/** Who a rule is for and how it divides them: shared by every flag that has the rule. */
export interface Matcher {
  /** Null: everyone. */
  readonly audience: TernaryTest<Subject> | null;
  /** Null: no group excludes. */
  readonly admission: GroupAdmission | null;
  readonly split: Split;
}

/** Whether a visitor is among those that a rule is for. */
export function isTargeted(matcher: Matcher, subject: Subject): boolean {
  return matcher.audience === null || matcher.audience(subject) === true;
}
