import { describeValue } from '../../../platform-kit/describe-value.js';
import type { JsonObject } from '../../../platform-kit/foreign-json.js';
import { isJsonObject, own, ownList } from '../../../platform-kit/foreign-json.js';
import type { ConditionParts } from './condition-parts.js';
import { compileCondition, isKnownCondition } from './conditions/compile-condition.js';
import { hasMembers } from '../payload/raw.js';
import type { Condition } from '../subject/targeting.js';

/** A compiled segment. */
export interface SegmentTree {
  /** True: there is nothing to meet, so that everybody is included. Another segment that refers to this one fails. */
  readonly isEmpty: boolean;
  /** Whether a condition of its own asks about flags. */
  readonly knowsRules: boolean;
  readonly test: Condition;
}

/** Tells where a segment is not as it should be; path within the segment. */
export type SegmentReport = (path: string, message: string) => void;

/**
 * Compiles a segment. What the vendor's SDK crashes on when it meets the segment is compiled into a condition that fails the
 * same way, and reported.
 */
export function compileSegment(
  segment: JsonObject,
  context: ConditionParts,
  report: SegmentReport,
): SegmentTree {
  const data = own(segment, 'conditionsData');
  const groups = isJsonObject(data) ? own(data, 'firstLevel') : undefined;
  if (!isJsonObject(data) || groups === undefined || groups === null) {
    report(
      'conditionsData',
      `Expected an object with a list "firstLevel", got ${describeValue(data)}; its rules fail.`,
    );
    return broken(false);
  }
  if (!Array.isArray(groups)) {
    // A text has a length that is not 0: the vendor's SDK goes on, and crashes.
    const includesAll = groups === '' || typeof groups !== 'string';
    const outcome = includesAll ? 'everybody is included' : 'its rules fail';
    report('conditionsData.firstLevel', `Expected a list, got ${describeValue(groups)}; ${outcome}.`);
    return broken(includesAll);
  }
  const operators = ownList(data, 'firstLevelOrOperators');
  const tests = compileGroups(groups, context, report);
  if (operators === undefined || tests === null) {
    if (operators === undefined)
      report('conditionsData.firstLevelOrOperators', 'Expected a list; its rules fail.');
    return broken(groups.length === 0);
  }
  return {
    isEmpty: groups.length === 0,
    knowsRules: groups.some(asksAboutFlags),
    test: fold(tests, operators) ?? CRASH,
  };
}

/** Null when a group cannot be read at all: then the whole segment fails, whoever asks. */
function compileGroups(
  groups: readonly unknown[],
  context: ConditionParts,
  report: SegmentReport,
): (Condition | undefined)[] | null {
  const tests: (Condition | undefined)[] = [];
  for (const [index, group] of groups.entries()) {
    const path = `conditionsData.firstLevel[${index}]`;
    const conditions = isJsonObject(group) ? ownList(group, 'conditions') : undefined;
    const operators = isJsonObject(group) ? ownList(group, 'orOperators') : undefined;
    if (conditions === undefined || operators === undefined || !conditions.every(hasMembers)) {
      report(path, 'Expected lists "conditions" (without null) and "orOperators"; its rules fail.');
      return null;
    }
    for (const condition of conditions) {
      const type = own(condition, 'targetingType');
      if (!isKnownCondition(type))
        report(path, `Conditions of type ${describeValue(type)} are unknown and hold for everybody.`);
    }
    const compiled = conditions.map((condition) => compileCondition(condition, context));
    const test = fold(compiled, operators);
    if (test === undefined || test === CRASH) {
      report(path, 'Expected one operator less than conditions, and at least one condition; its rules fail.');
    }
    tests.push(test);
  }
  return tests;
}

/**
 * Folds tests from the left: `((a op b) op c) ...`, without precedence and only as far as needed. Conditions without an
 * operator are ignored; an operator without a condition on both sides makes the fold fail. Undefined: nothing to fold.
 */
function fold(
  tests: readonly (Condition | undefined)[],
  operators: readonly unknown[],
): Condition | undefined {
  const first = tests[0];
  if (tests.length === 1 || operators.length === 0) return first;
  const rest = tests.slice(1, operators.length + 1);
  if (first === undefined || rest.length < operators.length) return CRASH;
  if (!rest.every((test) => test !== undefined)) return CRASH;
  const ors = operators.map(Boolean);
  return (targeting) => {
    let answer = first(targeting);
    for (let i = 0; i < rest.length; i++) {
      if (answer !== ors[i]) answer = (rest[i] as Condition)(targeting);
    }
    return answer;
  };
}

const CRASH: Condition = (targeting) =>
  targeting.crash(
    'TypeError',
    'The segment is malformed: its conditions and operators do not fit. Correct the segment.',
  );

function broken(isEmpty: boolean): SegmentTree {
  return { isEmpty, knowsRules: false, test: CRASH };
}

function asksAboutFlags(group: unknown): boolean {
  const conditions = isJsonObject(group) ? ownList(group, 'conditions') : undefined;
  return (conditions ?? []).some(
    (condition) => isJsonObject(condition) && own(condition, 'targetingType') === 'TARGET_FEATURE_FLAG',
  );
}
