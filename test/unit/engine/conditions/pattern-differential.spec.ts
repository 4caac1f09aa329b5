import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backtrack, tryBacktrack } from '../../../../lib/engine/conditions/pattern-backtrack.js';
import { parsePattern } from '../../../../lib/engine/conditions/pattern-parser.js';
import { buildProgram } from '../../../../lib/engine/conditions/pattern-program.js';
import { scan } from '../../../../lib/engine/conditions/pattern-scan.js';
import type { ParsedPattern } from '../../../../lib/engine/conditions/pattern-syntax.js';
import { compilePattern } from '../../../../lib/engine/conditions/pattern.js';
import { patternFlags, patternSources, patternTexts } from '../../../support/pattern-arbitrary.js';

const TEXTS = 10;

function native(source: string, flags: string): RegExp | null {
  try {
    return new RegExp(source, flags);
  } catch {
    return null;
  }
}

/**
 * V8 begins a search inside a surrogate pair too, although under `u` there is no place between its halves: `/\B/u` finds
 * one in "a😀a". Whether that has played a part shows when each place is tried by itself.
 */
function isInsidePair(expected: RegExp, text: string): boolean {
  if (!expected.unicode || !expected.test(text)) return false;
  const sticky = new RegExp(expected.source, `${expected.flags}y`);
  for (let at = 0; at <= text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) {
    sticky.lastIndex = at;
    if (sticky.test(text)) return false;
  }
  return true;
}

/** Undefined: it cost too many steps. */
type AnyTest = (text: string) => boolean | undefined;

/** All that can answer: what applications use, and each of our own engines whether it would have been chosen or not. */
function engines(source: string, flags: string): Map<string, AnyTest> {
  const found = new Map<string, AnyTest>();
  const compiled = compilePattern(source, flags);
  if (compiled === null) return found;
  found.set('compilePattern', compiled);
  const pattern = parsePattern(source, flags) as ParsedPattern;
  const stepwise = buildProgram(pattern, 'backtrack');
  if (stepwise !== null) found.set('backtrack', (text) => tryBacktrack(stepwise, text));
  const parallel = pattern.hasBackReference ? null : buildProgram(pattern, 'scan');
  if (parallel !== null) found.set('scan', (text) => scan(parallel, text));
  return found;
}

describe('patterns against native RegExp', () => {
  it.each([
    ['a negative lookahead leaves no captures', '^(?!(a)b)a\\1$', '', 'a'],
    ['a positive lookahead leaves its captures', '^(?=(a+))a\\1$', '', 'aaa'],
    ['a lookahead is not entered again', '^(?=(a+))a*b\\1$', '', 'baaabac'],
    ['a lookbehind captures from the right', '^.*(?<=(\\d+)(\\d+))\\1!\\2$', '', '1231!23'],
    ['a lookbehind captures whole texts', '(?<=(ab))\\1$', '', 'abab'],
    ['a lookbehind reads a back reference first', '(?<=\\1(a))b', '', 'aab'],
    ['an iteration forgets captures', '^(?:(a)|b)*\\1c$', '', 'abac'],
    ['an iteration forgets captures, as often as it counts', '^(?:(a)|(b)){2}\\1c$', '', 'abc'],
    ['an empty iteration is no iteration', '^(a?)*?\\1$', '', 'aa'],
    ['an empty iteration counts towards the minimum', '^(a?){3}\\1b$', '', 'aab'],
    ['a group inside itself is empty', '^(a\\1)+$', '', 'aa'],
    ['a reference forward is empty', '^\\1(a)\\1$', '', 'aa'],
    ['a lazy quantifier changes captures', '^(a+?)(a*)\\1b$', '', 'aaaab'],
    ['octal numbers end below 400', '^\\400$', '', ' 0'],
    ['octal numbers where no group is', '^\\101\\8$', '', 'A8'],
    ['back references ignore case', '^(ſ)\\1$', 'iu', 'ſS'],
    ['back references ignore case without folding', '^(ſ)\\1$', 'i', 'ſS'],
    ['back references read code points', '^(😀)\\1$', 'u', '😀😀'],
    ['a lookbehind reads code points', '(?<=^.)$', 'u', '😀'],
    ['a lookbehind reads units', '(?<=^..)$', '', '😀'],
    ['half a pair is not in it', '\\ud83d', 'u', '😀'],
    ['half a pair is in its units', '\\ud83d', '', '😀'],
    ['names with escapes', '^(?<\\u0061>x)\\k<a>$', '', 'xx'],
    ['k without names', '^\\k<a>$', '', 'k<a>'],
  ])('%s', (_, source, flags, text) => {
    const tests = engines(source, flags);
    const answers = [...tests.values()].map((test) => test(text));
    const expected = new RegExp(source, flags).test(text);
    expect(answers.length).toBeGreaterThanOrEqual(2);
    expect(answers).toEqual(answers.map(() => expected));
  });

  it('gives up where backtracking has too many ways, and then says no', () => {
    const program = buildProgram(parsePattern('^(((.|){2})*)*b$', '') as ParsedPattern, 'backtrack');
    if (program === null) throw new Error('The pattern can be backtracked.');
    expect(tryBacktrack(program, 'aaaaaaaaaaaaaaaac')).toBeUndefined();
    expect(backtrack(program, 'aaaaaaaaaaaaaaaac')).toBe(false);
    expect(compilePattern('^(((.|){2})*)*b$', '')?.('aaaaaaaaaaaaaaaab')).toBe(true);
  });

  it('gives the same answers with each engine', () => {
    let pairs = 0;
    let matches = 0;
    let givenUp = 0;
    const texts = fc.array(patternTexts, { minLength: TEXTS, maxLength: TEXTS });
    fc.assert(
      fc.property(patternSources, patternFlags, texts, (source, flags, samples) => {
        const expected = native(source, flags);
        const tests = engines(source, flags);
        expect(tests.has('compilePattern')).toBe(expected !== null);
        if (expected === null) return;
        expect(tests.has('backtrack')).toBe(true);
        for (const text of samples) {
          const answer = expected.test(text);
          if (isInsidePair(expected, text)) continue;
          pairs++;
          if (answer) matches++;
          for (const [name, test] of tests) {
            const ours = test(text);
            if (ours === undefined) givenUp++;
            else if (ours !== answer)
              throw new Error(`${name}: ${expected} on ${JSON.stringify(text)} is ${!answer}`);
          }
        }
      }),
      { numRuns: 6500 },
    );
    expect(pairs).toBeGreaterThanOrEqual(20_000);
    expect(givenUp).toBeLessThan(pairs / 1_000);
    // Neither answer is rare enough to hide a mistake.
    expect(matches / pairs).toBeGreaterThan(0.1);
    expect(matches / pairs).toBeLessThan(0.9);
  });
});
