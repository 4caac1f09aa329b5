import { compilePattern } from '../../../engine/conditions/pattern.js';
import { compare, toBoolean, toText } from './audience-coercion.js';
import type { Expression } from './audience-parts.js';
import { MAX_DEPTH, UNDECIDED } from './audience-parts.js';
import { compileMembership, contains } from './audience-membership.js';
import { compileVariable } from './audience-variable.js';
import { isPlainObject } from '../payload/plain-object.js';

type Compiler = (operand: unknown, depth: number) => Expression;

const UNKNOWN: Expression = () => null;

const UNUSABLE: Expression = () => {
  throw UNDECIDED;
};

/**
 * Compiles an expression of an audience: a list is an `and`, an object is an operator named by its first key, anything else
 * is null.
 *
 * @throws RangeError when nested deeper than {@link MAX_DEPTH}
 */
export function compileExpression(expression: unknown, depth = 0): Expression {
  if (depth > MAX_DEPTH) throw new RangeError(`nested more than ${MAX_DEPTH} levels deep`);
  if (Array.isArray(expression)) return compileAnd(expression, depth);
  if (!isPlainObject(expression)) return UNKNOWN;
  const operator = Object.keys(expression)[0];
  if (operator === undefined) return UNKNOWN;
  const compile = OPERATORS.get(operator);
  if (compile !== undefined) return compile(expression[operator], depth);
  // The vendor looks operators up in a plain object, finds these names in its prototype and fails to call them.
  return operator in Object.prototype ? UNUSABLE : UNKNOWN;
}

const compileAnd: Compiler = (operand, depth) => {
  if (!Array.isArray(operand)) return UNKNOWN;
  const parts = compileParts(operand, depth);
  const first = parts[0];
  if (first !== undefined && parts.length === 1) return (attributes) => toBoolean(first(attributes));
  return (attributes) => {
    for (const part of parts) {
      if (!toBoolean(part(attributes))) return false;
    }
    return true;
  };
};

const compileOr: Compiler = (operand, depth) => {
  if (!Array.isArray(operand)) return UNKNOWN;
  const parts = compileParts(operand, depth);
  return (attributes) => {
    for (const part of parts) {
      if (toBoolean(part(attributes))) return true;
    }
    return parts.length === 0;
  };
};

/** A loop, since the callback of `map` would double the stack that nesting takes. */
function compileParts(operand: readonly unknown[], depth: number): Expression[] {
  const parts: Expression[] = [];
  for (const part of operand) parts.push(compileExpression(part, depth + 1));
  return parts;
}

const compileNot: Compiler = (operand, depth) => {
  const inner = compileExpression(operand, depth + 1);
  return (attributes) => !toBoolean(inner(attributes));
};

const compileNull: Compiler = (operand, depth) => {
  const inner = compileExpression(operand, depth + 1);
  return (attributes) => inner(attributes) === null;
};

/** An operator of two operands: null when one of them is missing or null, and then the second is not looked at. */
function binary(apply: (left: unknown, right: unknown) => unknown): Compiler {
  return (operand, depth) => {
    if (!Array.isArray(operand) || operand.length < 2) return firstOnly(operand, depth);
    const left = compileExpression(operand[0], depth + 1);
    const constant = literal(operand[1]) ?? null;
    if (constant !== null) return onConstant(left, apply, constant);
    const right = compileExpression(operand[1], depth + 1);
    return (attributes) => {
      const l = left(attributes);
      if (l === null) return null;
      const r = right(attributes);
      return r === null ? null : apply(l, r);
    };
  };
}

/** The usual case, with one call less. */
function onConstant(
  left: Expression,
  apply: (left: unknown, right: unknown) => unknown,
  right: unknown,
): Expression {
  return (attributes) => {
    const l = left(attributes);
    return l === null ? null : apply(l, right);
  };
}

/** One operand too few: null, but whatever makes the first one undecided still does. */
const firstOnly: Compiler = (operand, depth) => {
  if (!Array.isArray(operand) || operand.length === 0) return UNKNOWN;
  const only = compileExpression(operand[0], depth + 1);
  return (attributes) => {
    only(attributes);
    return null;
  };
};

function comparison(holds: (order: number) => boolean): Compiler {
  return binary((left, right) => {
    const order = compare(left, right);
    return order === null ? null : holds(order);
  });
}

const dynamicIn = binary(contains);

const compileIn: Compiler = (operand, depth) => {
  const list = Array.isArray(operand) && operand.length > 1 ? literal(operand[0]) : undefined;
  if (!Array.isArray(list)) return dynamicIn(operand, depth);
  const has = compileMembership(list);
  const needle = compileExpression((operand as unknown[])[1], depth + 1);
  return (attributes) => {
    const value = needle(attributes);
    return value === null ? null : has(value);
  };
};

const dynamicMatch = binary((value, pattern) => {
  const text = toText(value);
  const source = text === null ? null : toText(pattern);
  if (text === null || source === null) return null;
  return compilePattern(source)?.(text) ?? null;
});

const compileMatch: Compiler = (operand, depth) => {
  const pattern = Array.isArray(operand) ? toText(literal(operand[1])) : null;
  if (pattern === null) return dynamicMatch(operand, depth);
  const test = compilePattern(pattern);
  const value = compileExpression((operand as unknown[])[0], depth + 1);
  return (attributes) => {
    const text = toText(value(attributes));
    return text === null || test === null ? null : test(text);
  };
};

/** What a `value` operator holds; undefined when the expression is no such operator. */
function literal(expression: unknown): unknown {
  if (!isPlainObject(expression) || Object.keys(expression)[0] !== 'value') return undefined;
  return expression['value'];
}

const OPERATORS: ReadonlyMap<string, Compiler> = new Map<string, Compiler>([
  ['value', (operand) => () => operand],
  ['var', compileVariable],
  ['and', compileAnd],
  ['or', compileOr],
  ['not', compileNot],
  ['null', compileNull],
  ['eq', comparison((order) => order === 0)],
  ['gt', comparison((order) => order > 0)],
  ['gte', comparison((order) => order >= 0)],
  ['lt', comparison((order) => order < 0)],
  ['lte', comparison((order) => order <= 0)],
  ['in', compileIn],
  ['match', compileMatch],
]);
