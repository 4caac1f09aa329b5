import type { Targeting } from '../../subject/targeting.js';

type Version = readonly [number, number, number];

/** Compares a version with the one of the condition. */
export type VersionMatch = (version: unknown, targeting: Targeting) => boolean;

/** Reads up to three leading integers; every part must start with one. Null otherwise. */
export function parseVersion(text: string): Version | null {
  const parts = text.split('.').map((part) => parseInt(part, 10));
  if (parts.some(Number.isNaN)) return null;
  return [parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0];
}

function order(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** Compiles EQUAL, GREATER or LOWER between semantic versions. */
export function compileVersionMatch(matchType: unknown, operand: unknown): VersionMatch {
  const wanted = typeof operand === 'string' ? parseVersion(operand) : null;
  return (version, targeting) => {
    if (typeof version !== 'string' || typeof operand !== 'string') {
      return targeting.crash('TypeError', 'Expected versions to be texts such as "1.2.3".');
    }
    const actual = parseVersion(version);
    if (actual === null) return refuse(targeting, version);
    if (wanted === null) return refuse(targeting, operand);
    if (matchType === 'EQUAL') return order(actual, wanted) === 0;
    if (matchType === 'GREATER') return order(actual, wanted) > 0;
    if (matchType === 'LOWER') return order(actual, wanted) < 0;
    return targeting.crash('Error', 'Expected the version match type to be EQUAL, GREATER or LOWER.');
  };
}

function refuse(targeting: Targeting, version: string): false {
  return targeting.refuse('SemanticVersionParse', `Expected a version such as "1.2.3", got "${version}".`);
}
