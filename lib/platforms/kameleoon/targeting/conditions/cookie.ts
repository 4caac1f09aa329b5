import type { JsonObject } from '../../../../platform-kit/foreign-json.js';
import { isJsonObject, own } from '../../../../platform-kit/foreign-json.js';
import { ownValue } from '../../payload/raw.js';
import type { Condition } from '../../subject/targeting.js';
import { NEVER } from '../../subject/targeting.js';
import type { TextMatch } from './text-match.js';
import { compileTextMatch } from './text-match.js';

/** A cookie by name and value; any of the visitor's cookies may match. */
export function compileCookie(condition: JsonObject): Condition {
  const name = ownValue(condition, 'name');
  const value = ownValue(condition, 'value');
  const nameMatchType = own(condition, 'nameMatchType');
  const valueMatchType = own(condition, 'valueMatchType');
  if ((!name && !value) || !nameMatchType || !valueMatchType) return NEVER;
  if (nameMatchType === 'OPTIONAL' && value === undefined) return NEVER;
  const matchesName = compileName(nameMatchType, name);
  const matchesValue = compileOperand(valueMatchType, value);
  return (targeting) => {
    const cookies = targeting.fact('cookies');
    if (!Array.isArray(cookies)) return false;
    for (const cookie of cookies) {
      if (!isJsonObject(cookie)) continue;
      const found =
        matchesName(own(cookie, 'key'), targeting) && matchesValue(own(cookie, 'value'), targeting);
      if (targeting.crashed) return false;
      if (found) return true;
    }
    return false;
  };
}

function compileName(matchType: unknown, name: unknown): TextMatch {
  switch (matchType) {
    case 'OPTIONAL':
      return () => true;
    case 'EXACT':
    case 'CONTAINS':
    case 'REGULAR_EXPRESSION':
      return compileOperand(matchType, name);
    default:
      return (_name, targeting) =>
        targeting.crash(
          'Error',
          'Expected the name match type to be EXACT, CONTAINS, REGULAR_EXPRESSION or OPTIONAL.',
        );
  }
}

/** A missing operand is no text: as a pattern it is an error. */
function compileOperand(matchType: unknown, operand: unknown): TextMatch {
  if (matchType === 'REGULAR_EXPRESSION' && operand === undefined) {
    return (_text, targeting) => targeting.crash('TypeError', 'The condition has no pattern. Complete it.');
  }
  return compileTextMatch(matchType, operand);
}
