import type { JsonObject } from '../../../../platform-kit/foreign-json.js';
import { own } from '../../../../platform-kit/foreign-json.js';
import type { ConditionParts } from '../condition-parts.js';
import { numberOf } from '../../payload/raw.js';
import type { Condition, Targeting } from '../../subject/targeting.js';
import { NEVER } from '../../subject/targeting.js';
import { customDataValues } from '../../subject/custom-data.js';
import { compileTextMatch } from './text-match.js';

/** Whether the values that a visitor has at an index meet a condition. */
type ValuesTest = (values: readonly unknown[], targeting: Targeting) => boolean;
/** Whether one of them does. */
type ValueTest = (value: unknown, targeting: Targeting) => boolean;

/** Custom data of one index: any of the visitor's values may match. */
export function compileCustomDatum(condition: JsonObject, context: ConditionParts): Condition {
  const given = own(condition, 'customDataIndex');
  const index = given ? numberOf(given) : -1;
  const name = context.customData.nameByIndex.get(index);
  const matchType = own(condition, 'valueMatchType');
  if (matchType === 'UNDEFINED') {
    return (targeting) => customDataValues(targeting.subject, index, name) === undefined;
  }
  const test = compileValues(matchType, condition);
  if (test === null) return NEVER;
  return (targeting) => {
    const values = customDataValues(targeting.subject, index, name);
    return values !== undefined && test(values, targeting);
  };
}

function compileValues(matchType: unknown, condition: JsonObject): ValuesTest | null {
  if (matchType === 'RANGE') return compileRange(own(condition, 'range'));
  const operand = own(condition, 'value');
  if (matchType === 'TRUE' || matchType === 'FALSE') return some(compileBoolean(matchType.toLowerCase()));
  if (typeof operand !== 'string') return null;
  if (matchType === 'AMONG_VALUES') return compileAmong(operand);
  const test = compileValue(matchType, operand);
  return test && some(test);
}

function compileValue(matchType: unknown, operand: string): ValueTest | null {
  const limit = Number(operand);
  switch (matchType) {
    case 'CONTAINS':
    case 'EXACT':
    case 'REGULAR_EXPRESSION':
      return compileTextMatch(matchType, operand);
    case 'LOWER':
      return (value) => numberOf(value) < limit;
    case 'EQUAL':
      return (value) => numberOf(value) === limit;
    case 'GREATER':
      return (value) => numberOf(value) > limit;
    default:
      return null;
  }
}

function some(test: ValueTest): ValuesTest {
  return (values, targeting) => {
    for (const value of values) if (test(value, targeting) || targeting.crashed) return !targeting.crashed;
    return false;
  };
}

function compileBoolean(word: string): ValueTest {
  return (value, targeting) =>
    typeof value === 'string'
      ? value.toLowerCase() === word
      : targeting.crash('TypeError', `Expected custom data to be text, got ${typeof value}.`);
}

/** The operand is a JSON list; membership is strict, so that numbers in it match no text. */
function compileAmong(operand: string): ValuesTest {
  let members: ReadonlySet<unknown>;
  try {
    const list: unknown = JSON.parse(operand);
    members = new Set(Array.isArray(list) ? list : []);
  } catch {
    return (_values, targeting) =>
      targeting.refuse(
        'AmongValuesCheck',
        `Expected a list in JSON, got "${operand}". Correct the condition.`,
      );
  }
  return (values) => values.some((value) => members.has(value));
}

function compileRange(range: unknown): ValuesTest {
  if (!Array.isArray(range) || range.length !== 2) {
    return (_values, targeting) =>
      targeting.refuse('RangeCheck', 'Expected a range of two numbers. Correct the condition.');
  }
  const [lowest, highest] = [numberOf(range[0]), numberOf(range[1])];
  return (values) => values.some((value) => numberOf(value) >= lowest && numberOf(value) <= highest);
}
