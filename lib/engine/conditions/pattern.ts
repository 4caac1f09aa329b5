import { backtrack } from './pattern-backtrack.js';
import { nativeTextLimit } from './pattern-cost.js';
import { parsePattern } from './pattern-parser.js';
import { buildProgram } from './pattern-program.js';
import { scan } from './pattern-scan.js';
import type { ParsedPattern } from './pattern-syntax.js';

/** Tests a text against a pattern that was checked and compiled beforehand. */
export type PatternTest = (text: string) => boolean;

/** Longest pattern, in UTF-16 units. */
const MAX_SOURCE = 10_000;
/** Longest text for a pattern that the native engine cannot be trusted with, in UTF-16 units. */
const MAX_GUARDED_TEXT = 131_072;
/** A pattern too large for our own engines is still of use if the native one can be trusted with this much text. */
const USEFUL_TEXT = 256;

/**
 * Compiles a JavaScript regular expression from a payload into a test that cannot stall the event loop.
 *
 * The native engine answers wherever an estimate of its worst case allows it. Where it could backtrack for too long, an
 * engine of our own gives the same answer in time linear in the text. Beyond these bounds the answer is `false`: a text
 * over 131,072 units (a million for patterns that need no backtracking) and, with back references, a search of more
 * than a million steps.
 *
 * @param source - the pattern, without delimiters; at most 10,000 UTF-16 units
 * @param flags - any of `i`, `m`, `s`, `u`; default none
 * @returns the test (searching, not anchored, like `RegExp.prototype.test`), or null when the pattern is not a valid
 * one, is nested more than 200 deep, or counts repetitions into more instructions than can be run within bounds
 */
export function compilePattern(source: string, flags = ''): PatternTest | null {
  if (source.length > MAX_SOURCE || !/^[imsu]*$/.test(flags)) return null;
  const native = nativePattern(source, flags);
  const pattern = native === null ? null : parsePattern(source, flags);
  if (native === null || pattern === null) return null;

  const limit = nativeTextLimit(pattern);
  if (limit >= MAX_GUARDED_TEXT) return (text) => text.length <= limit && testNatively(native, text);
  const guarded = guardedTest(pattern);
  if (guarded === null)
    return limit < USEFUL_TEXT ? null : (text) => text.length <= limit && testNatively(native, text);
  return (text) => {
    if (text.length <= limit) return testNatively(native, text);
    return text.length <= MAX_GUARDED_TEXT && guarded(text);
  };
}

function guardedTest(pattern: ParsedPattern): PatternTest | null {
  const run = pattern.hasBackReference ? backtrack : scan;
  const program = buildProgram(pattern, pattern.hasBackReference ? 'backtrack' : 'scan');
  return program === null ? null : (text) => run(program, text);
}

function nativePattern(source: string, flags: string): RegExp | null {
  try {
    return new RegExp(source, flags);
  } catch {
    return null;
  }
}

function testNatively(native: RegExp, text: string): boolean {
  try {
    return native.test(text);
  } catch {
    // It throws when it runs out of stack. The estimate keeps it far from that; a decision must not throw whatever it does.
    return false;
  }
}
