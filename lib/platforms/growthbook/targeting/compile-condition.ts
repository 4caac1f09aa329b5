import { isObject } from '../../../platform-kit/foreign-json.js';
import { jsonOf, numberOf, stringOf, textOf } from '../payload/coerce.js';
import type { PayloadLocation } from '../payload/payload-location.js';
import { compileOperator } from './compile-operator.js';
import type { ConditionCompiler, ConditionScope, Test, ValueTest } from './condition.js';
import { isOperatorObject } from './condition.js';

const ALWAYS: Test = () => true;
const TOO_DEEP =
  'expected conditions nested at most 500 deep; this one is ignored and its rule does not apply';

/** Compiles a condition: all its members must hold. */
export function compileCondition(condition: unknown, scope: ConditionScope, context: PayloadLocation): Test {
  if (context.tooDeep) return context.malformed(TOO_DEEP);
  if (condition === null || condition === undefined) {
    return context.malformed(
      `expected a condition object, got ${String(condition)}; the rule does not apply`,
    );
  }
  const tests = Object.entries(condition).map(([key, argument]) =>
    compileMember(key, argument, scope, context.at(key)),
  );
  return allOf(tests);
}

/** The conjunction, left to right; the usual one or two members without a loop. */
function allOf(tests: readonly Test[]): Test {
  const [first, second] = tests;
  if (first === undefined) return ALWAYS;
  if (second === undefined) return first;
  if (tests.length === 2) return (root, groups) => first(root, groups) && second(root, groups);
  return (root, groups) => {
    for (const test of tests) if (!test(root, groups)) return false;
    return true;
  };
}

function compileMember(
  key: string,
  argument: unknown,
  scope: ConditionScope,
  context: PayloadLocation,
): Test {
  switch (key) {
    case '$or':
      return anyOf(argument, scope, context);
    case '$nor': {
      const any = anyOf(argument, scope, context);
      return (root, groups) => !any(root, groups);
    }
    case '$and':
      return compileList(argument, scope, context, allOf);
    case '$not': {
      const inner = compileCondition(argument, scope, context);
      return (root, groups) => !inner(root, groups);
    }
    case '$savedGroup':
      return scope.groups.reference(argument, scope.access);
    default: {
      const read = scope.access.read(key);
      const test = compileValue(argument, scope, context);
      return (root, groups) => test(read(root), groups);
    }
  }
}

function anyOf(argument: unknown, scope: ConditionScope, context: PayloadLocation): Test {
  return compileList(argument, scope, context, (tests) => {
    if (tests.length === 0) return ALWAYS;
    return (root, groups) => {
      for (const test of tests) if (test(root, groups)) return true;
      return false;
    };
  });
}

/** `$or` and `$and` take lists; what has no length counts as an empty one. */
function compileList(
  argument: unknown,
  scope: ConditionScope,
  context: PayloadLocation,
  combine: (tests: readonly Test[]) => Test,
): Test {
  if (argument === null || argument === undefined) {
    return context.malformed('expected a list of conditions, got null; the rule does not apply');
  }
  if (!Array.isArray(argument) && typeof argument !== 'string') return combine([]);
  return combine(Array.from(argument, (condition, i) => compileCondition(condition, scope, context.at(i))));
}

/** Compiles what a path's value is compared with: a plain value, or an object of operators. */
export function compileValue(
  expected: unknown,
  scope: ConditionScope,
  context: PayloadLocation,
  ignoreCase = false,
): ValueTest {
  if (context.tooDeep) return context.malformed(TOO_DEEP);
  if (typeof expected === 'string') return textTest(expected, ignoreCase);
  if (typeof expected === 'number') return (value) => numberOf(value) === expected;
  if (typeof expected === 'boolean') return (value) => value !== null && Boolean(value) === expected;
  if (expected === null) return (value) => value === null;
  if (!isOperatorObject(expected)) {
    const json = jsonOf(expected);
    return (value) => isObject(value) && json !== undefined && jsonOf(value) === json;
  }
  const tests = Object.entries(expected).map(([operator, argument]) =>
    compileOperator(operator, argument, scope, context.at(operator)),
  );
  return allOf(tests);
}

function textTest(expected: string, ignoreCase: boolean): ValueTest {
  if (!ignoreCase)
    return (value) => value === expected || (typeof value !== 'string' && textOf(value) === expected);
  const folded = expected.toLowerCase();
  return (value) => stringOf(value)?.toLowerCase() === folded;
}

/** The compiler of conditions and values. */
export const CONDITION_COMPILER: ConditionCompiler = { condition: compileCondition, value: compileValue };
