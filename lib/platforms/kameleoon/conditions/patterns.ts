import type { PatternTest } from '../../../engine/conditions/pattern.js';
import { compilePattern } from '../../../engine/conditions/pattern.js';

const FLAGS = new Set('dgimsuvy');

/**
 * Compiles a pattern operand: a plain pattern, or `/pattern/flags`. A leading slash splits at every slash, so that a slash
 * inside ends the pattern (`/cart` is `cart`; `/a/b/` is `a` with the flags `b`, which is invalid).
 *
 * @returns null when the vendor's SDK would throw a SyntaxError
 */
export function compileOperandPattern(operand: string): PatternTest | null {
  if (!operand.startsWith('/')) return compilePattern(operand);
  const [, source = '', flags = ''] = operand.split('/');
  if ([...flags].some((flag) => !FLAGS.has(flag)) || new Set(flags).size !== flags.length) return null;
  if (flags.includes('u') && flags.includes('v')) return null;
  return compileFlagged(source, flags);
}

/** `g` and `d` change nothing for a single test; `y` anchors it at the start of the text. */
function compileFlagged(source: string, flags: string): PatternTest | null {
  const kept = flags.replace(/[dgy]/g, '');
  if (!flags.includes('y')) return compilePattern(source, kept);
  const anchor = flags.includes('m') ? '(?<![\\s\\S])' : '^';
  return compilePattern(source, kept) && compilePattern(`${anchor}(?:${source})`, kept);
}
