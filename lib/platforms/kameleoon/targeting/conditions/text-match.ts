import { textOf } from '../../payload/raw.js';
import type { Targeting } from '../../subject/targeting.js';
import { compileOperandPattern } from './patterns.js';

/** Compares a visitor's text with an operand. */
export type TextMatch = (text: unknown, targeting: Targeting) => boolean;

const NO_MATCH: TextMatch = () => false;

/** Compiles EXACT, CONTAINS or REGULAR_EXPRESSION; any other word matches nothing. */
export function compileTextMatch(matchType: unknown, operand: unknown): TextMatch {
  switch (matchType) {
    case 'EXACT':
      return (text) => text === operand;
    case 'CONTAINS':
      return compileContains(textOf(operand));
    case 'REGULAR_EXPRESSION':
      return compileRegularExpression(textOf(operand));
    default:
      return NO_MATCH;
  }
}

/** As {@link compileTextMatch}, for conditions that an empty or missing operand makes false. */
export function compileRequiredMatch(matchType: unknown, operand: unknown): TextMatch {
  return operand ? compileTextMatch(matchType, operand) : NO_MATCH;
}

function compileContains(operand: string): TextMatch {
  return (text, targeting) =>
    typeof text === 'string'
      ? text.includes(operand)
      : targeting.crash('TypeError', `Expected a text to search for "${operand}", got ${typeof text}.`);
}

function compileRegularExpression(operand: string): TextMatch {
  const pattern = compileOperandPattern(operand);
  if (pattern === null) {
    return (_text, targeting) =>
      targeting.crash(
        'SyntaxError',
        `The pattern "${operand}" is not a regular expression. Correct the condition.`,
      );
  }
  return (text) => pattern(textOf(text));
}
