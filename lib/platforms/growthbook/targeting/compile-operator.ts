import { compilePattern } from '../../../engine/conditions/pattern.js';
import { stringOf } from '../payload/coerce.js';
import type { PayloadLocation } from '../payload/payload-location.js';
import type { ConditionScope, ValueTest } from './condition.js';
import { isOperatorObject } from './condition.js';
import { membership } from './membership.js';
import { sortableVersion } from './version.js';

const NEVER: ValueTest = () => false;

type CompileOperator = (argument: unknown, scope: ConditionScope, context: PayloadLocation) => ValueTest;

/**
 * Every operator of the format. Anything else below a path never holds - `$and`, `$or` and `$nor` included, which combine
 * whole conditions only.
 */
const OPERATORS: ReadonlyMap<string, CompileOperator> = new Map<string, CompileOperator>([
  ['$eq', (expected) => (value) => value === expected],
  ['$ne', (expected) => (value) => value !== expected],
  ['$lt', (expected) => relation((value) => (value as number) < (expected as number))],
  ['$lte', (expected) => relation((value) => (value as number) <= (expected as number))],
  ['$gt', (expected) => relation((value) => (value as number) > (expected as number))],
  ['$gte', (expected) => relation((value) => (value as number) >= (expected as number))],
  ['$veq', (expected) => versionTest(expected, (a, b) => a === b)],
  ['$vne', (expected) => versionTest(expected, (a, b) => a !== b)],
  ['$vlt', (expected) => versionTest(expected, (a, b) => a < b)],
  ['$vlte', (expected) => versionTest(expected, (a, b) => a <= b)],
  ['$vgt', (expected) => versionTest(expected, (a, b) => a > b)],
  ['$vgte', (expected) => versionTest(expected, (a, b) => a >= b)],
  ['$exists', (expected) => (expected ? isPresent : (value) => !isPresent(value))],
  ['$in', (expected) => (Array.isArray(expected) ? membership(expected) : NEVER)],
  ['$nin', (expected) => (Array.isArray(expected) ? not(membership(expected)) : NEVER)],
  ['$ini', (expected) => (Array.isArray(expected) ? membership(expected, fold) : NEVER)],
  ['$nini', (expected) => (Array.isArray(expected) ? not(membership(expected, fold)) : NEVER)],
  ['$inGroup', (expected, scope) => scope.groups.members(expected) ?? NEVER],
  ['$notInGroup', (expected, scope) => negated(scope.groups.members(expected))],
  ['$not', (expected, scope, context) => not(scope.compiler.value(expected, scope, context))],
  ['$size', compileSize],
  ['$elemMatch', compileElemMatch],
  ['$all', (expected, scope, context) => compileAll(expected, scope, context, false)],
  ['$alli', (expected, scope, context) => compileAll(expected, scope, context, true)],
  ['$regex', (expected, _scope, context) => compileRegex(expected, '', context)],
  ['$regexi', (expected, _scope, context) => compileRegex(expected, 'i', context)],
  ['$type', (expected) => (value) => typeName(value) === expected],
]);

/** Compiles one operator with its argument. */
export function compileOperator(
  operator: string,
  argument: unknown,
  scope: ConditionScope,
  context: PayloadLocation,
): ValueTest {
  const compile = OPERATORS.get(operator);
  if (compile !== undefined) return compile(argument, scope, context);
  context.warn(`expected one of the operators of the format, got "${operator}"; it never holds`);
  return NEVER;
}

function not(test: ValueTest): ValueTest {
  return (value, groups) => !test(value, groups);
}

/** A malformed group has no members to be outside of either. */
function negated(members: ValueTest | null): ValueTest {
  return members === null ? NEVER : not(members);
}

function isPresent(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function fold(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/** JavaScript's relational comparison; a value that refuses conversion compares as false. */
function relation(compare: (value: unknown) => boolean): ValueTest {
  return (value) => {
    if (typeof value === 'number' || typeof value === 'string') return compare(value);
    try {
      return compare(value);
    } catch {
      return false;
    }
  };
}

function versionTest(expected: unknown, compare: (a: string, b: string) => boolean): ValueTest {
  const version = sortableVersion(expected);
  // Visitors of one moment mostly have the same few versions.
  let last: unknown;
  let sorted = sortableVersion(last);
  return (value) => {
    if (value !== last) {
      sorted = sortableVersion(value);
      last = value;
    }
    return compare(sorted, version);
  };
}

function compileSize(expected: unknown, scope: ConditionScope, context: PayloadLocation): ValueTest {
  const test = scope.compiler.value(expected, scope, context);
  return (value, groups) => Array.isArray(value) && test(value.length, groups);
}

function compileElemMatch(expected: unknown, scope: ConditionScope, context: PayloadLocation): ValueTest {
  const test = isOperatorObject(expected)
    ? scope.compiler.value(expected, scope, context)
    : scope.compiler.condition(expected, scope.groups.dataScope, context);
  return (value, groups) =>
    Array.isArray(value) && value.some((element) => isPresent(element) && test(element, groups));
}

function compileAll(
  expected: unknown,
  scope: ConditionScope,
  context: PayloadLocation,
  ignoreCase: boolean,
): ValueTest {
  if (!Array.isArray(expected)) return NEVER;
  const tests = expected.map((item, i) => scope.compiler.value(item, scope, context.at(i), ignoreCase));
  return (value, groups) => {
    if (!Array.isArray(value)) return false;
    for (const test of tests) if (!value.some((element) => test(element, groups))) return false;
    return true;
  };
}

function compileRegex(expected: unknown, flags: string, context: PayloadLocation): ValueTest {
  const test = typeof expected === 'string' ? compilePattern(expected, flags) : null;
  if (test === null) {
    context.warn('expected a valid regular expression; it never matches');
    return NEVER;
  }
  return (value) => {
    const text = stringOf(value);
    return text !== undefined && test(text);
  };
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'function' || type === 'symbol' || type === 'bigint' ? 'unknown' : type;
}
