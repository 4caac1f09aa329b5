import { isObject, own } from '../../../platform-kit/foreign-json.js';
import { isRecord, textOf } from '../payload/foreign-value.js';
import { compileOperand, compileUnconvertedOperand } from './operand.js';
import type { SegmentParts } from './segment-parts.js';
import { USER_ID_VARIABLE, VWO_FACTS } from '../subject/subject-keys.js';
import type { Segment } from '../subject/segment-match.js';
import { BROKEN, NO, verdict } from '../subject/segment-match.js';
import type { Visit } from '../subject/visit.js';

type CompileLeaf = (operand: unknown, context: SegmentParts) => Segment;

/** Operators that compare one value of the visitor. */
export const LEAVES: ReadonlyMap<string, CompileLeaf> = new Map<string, CompileLeaf>([
  ['custom_variable', compileCustomVariable],
  ['user', compileUser],
  ['ua', compileUserAgent],
  ['ip_address', textOperator(ipAddress)],
  ['browser_version', textOperator((visit) => userAgentInfo(visit, 'browser_version'))],
  ['os_version', textOperator((visit) => userAgentInfo(visit, 'os_version'))],
]);

function compileCustomVariable(node: unknown, context: SegmentParts): Segment {
  if (!isRecord(node)) return context.broken('expected an object with one variable and its operand', node);
  const name = Object.keys(node)[0] ?? 'undefined';
  const operand = own(node, name);
  const isUserId = name === USER_ID_VARIABLE;
  const test = compileVariableOperand(name, operand, context);
  return (visit) => {
    const value = isUserId ? visit.listedUser : visit.variables.get(name);
    if (value !== undefined) return test(value, visit);
    return isUserId || visit.variables.has(name) ? test('', visit) : NO;
  };
}

/** Compares a value that is there: any but undefined. */
type ValueTest = (value: unknown, visit: Visit) => ReturnType<Segment>;

function compileVariableOperand(attribute: string, operand: unknown, context: SegmentParts): ValueTest {
  const isText = typeof operand === 'string';
  if (!(isText || Array.isArray(operand)) || (!isText && operand.includes('inlist'))) {
    const segment = context.broken('expected text as the operand of a custom variable', operand);
    return (_, visit) => segment(visit);
  }
  if (isText && operand.includes('inlist')) return compileList(attribute, operand, context);
  const matches = compileOperand(operand);
  if (matches === null) return () => BROKEN;
  return (value) => {
    if (value === null) return NO;
    const text = textOf(value);
    return text === undefined ? BROKEN : verdict(matches(text));
  };
}

/** `inlist(id)`: the gateway knows who is on a list. Its answers are among the facts. */
function compileList(attribute: string, operand: string, context: SegmentParts): ValueTest {
  const listId = /inlist\(([^)]+)\)/.exec(operand)?.[1];
  if (listId === undefined) {
    context.warn(`expected "inlist(id)", got "${operand}"; it matches nobody`);
    return () => NO;
  }
  context.usesList({ attribute, listId });
  return (value, visit) => {
    const text = textOf(value);
    if (text === undefined) return BROKEN;
    const answer = own(own(visit.fact(VWO_FACTS.attributeLists), listId), text);
    return verdict(Boolean(answer) && answer !== 'false' && own(answer, 'status') !== 0);
  };
}

/** A list of users, separated by commas: ids, or the UUIDs that VWO made of them. */
function compileUser(operand: unknown, context: SegmentParts): Segment {
  if (typeof operand !== 'string')
    return context.broken('expected a text of user ids, separated by commas', operand);
  const users = new Set(operand.split(',').map((user) => user.trim()));
  return (visit) => verdict(typeof visit.listedUser === 'string' && users.has(visit.listedUser));
}

function compileUserAgent(operand: unknown, context: SegmentParts): Segment {
  const matches = compileOperand(operand);
  if (matches === null) context.broken('expected text', operand);
  return (visit) => {
    const userAgent = visit.fact(VWO_FACTS.userAgent);
    if (!userAgent) return NO;
    const text = decoded(userAgent);
    return text === undefined || matches === null ? BROKEN : verdict(matches(text));
  };
}

function decoded(value: unknown): string | undefined {
  const text = textOf(value);
  if (text === undefined || !text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** An operator on a value that is compared as it is written; null where it is not known. */
function textOperator(read: (visit: Visit) => unknown): CompileLeaf {
  return (operand, context) => {
    const matches = compileUnconvertedOperand(operand);
    if (matches === null) return context.broken('expected text', operand);
    return (visit) => {
      const value = read(visit);
      if (value === null) return NO;
      const text = textOf(value);
      return text === undefined ? BROKEN : verdict(matches(text));
    };
  };
}

function ipAddress(visit: Visit): unknown {
  return visit.fact(VWO_FACTS.ipAddress) || null;
}

/** A property that is there but undefined counts as the text "undefined". */
function userAgentInfo(visit: Visit, name: string): unknown {
  const info = visit.fact(VWO_FACTS.userAgentInfo);
  return isObject(info) && Object.hasOwn(info, name) ? own(info, name) : null;
}
