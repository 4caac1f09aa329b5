import type { PatternTest } from '../../../../engine/conditions/pattern.js';
import { compilePattern } from '../../../../engine/conditions/pattern.js';

const FLAGS = /^[dgimsuvy]*$/;
/** Where the flag `v` reads a pattern otherwise than `u` does. */
const NEEDS_SETS = /\[|\\[pP]/;

/**
 * Compiles a pattern operand: a plain pattern, or `/pattern/flags`. A leading slash splits at every slash, so that a slash
 * inside ends the pattern (`/cart` is `cart`; `/a/b/` is `a` with the flags `b`, which is invalid).
 *
 * @returns null when the vendor's SDK would throw a SyntaxError, or the pattern is beyond what can be run safely
 */
export function compileOperandPattern(operand: string): PatternTest | null {
  if (!operand.startsWith('/')) return compilePattern(operand);
  const [, source = '', flags = ''] = operand.split('/');
  if (!FLAGS.test(flags) || new Set(flags).size !== flags.length) return null;
  return flags.includes('v') ? compileSets(source, flags) : compileFlagged(source, flags);
}

/** Without character classes `v` means `u`; with them it is left to the vendor. */
function compileSets(source: string, flags: string): PatternTest | null {
  if (flags.includes('u') || NEEDS_SETS.test(source)) return null;
  return compileFlagged(source, flags.replace('v', 'u'));
}

/** `g` and `d` change nothing for a single test; `y` anchors it at the start of the text. */
function compileFlagged(source: string, flags: string): PatternTest | null {
  const kept = flags.replace(/[dgy]/g, '');
  if (!flags.includes('y')) return compilePattern(source, kept);
  const anchor = flags.includes('m') ? '(?<![\\s\\S])' : '^';
  return compilePattern(source, kept) && compilePattern(`${anchor}(?:${source})`, kept);
}
