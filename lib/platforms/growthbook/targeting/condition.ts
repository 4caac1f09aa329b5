import type { PayloadLocation } from '../payload/payload-location.js';
import type { Access } from '../subject/condition-access.js';

/** Saved groups being resolved around the one at hand, innermost first: a group inside itself matches nobody. */
export interface GroupPath {
  readonly id: string;
  readonly outer: GroupPath | null;
}

/** A compiled condition: tests attributes or plain data, whichever it was compiled for. */
export type Test = (root: unknown, groups: GroupPath | null) => boolean;

/** A compiled comparison of one value. */
export type ValueTest = (value: unknown, groups: GroupPath | null) => boolean;

/** Resolves the saved groups that conditions name. */
export interface GroupResolver {
  /** Membership for `$inGroup`; null when the entry is malformed. An unknown group is an empty list. */
  members(id: unknown): ValueTest | null;
  /** Compiles a `$savedGroup` reference. Whatever cannot be resolved matches nobody. */
  reference(reference: unknown, access: Access): Test;
  /** For conditions on plain data (list elements, prerequisite values), where no attribute is in sight. */
  readonly dataScope: ConditionScope;
}

/** Compiles conditions; handed around because conditions, operators and groups contain each other. */
export interface ConditionCompiler {
  condition(condition: unknown, scope: ConditionScope, context: PayloadLocation): Test;
  value(expected: unknown, scope: ConditionScope, context: PayloadLocation, ignoreCase?: boolean): ValueTest;
}

/** What compiling a condition needs besides the condition. */
export interface ConditionScope {
  readonly access: Access;
  readonly groups: GroupResolver;
  readonly compiler: ConditionCompiler;
}

/** Whether all members (at least one) are operators. */
export function isOperatorObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => key.startsWith('$'));
}
