/** Compares a count with an operand. */
export type NumberMatch = (count: number) => boolean;

const NO_MATCH: NumberMatch = () => false;

/** Compiles EQUAL, GREATER or LOWER against a number; any other word or operand matches nothing. */
export function compileNumberMatch(matchType: unknown, operand: unknown): NumberMatch {
  if (typeof operand !== 'number') return NO_MATCH;
  switch (matchType) {
    case 'EQUAL':
      return (count) => count === operand;
    case 'GREATER':
      return (count) => count > operand;
    case 'LOWER':
      return (count) => count < operand;
    default:
      return NO_MATCH;
  }
}
