import { describe, expect, it } from 'vitest';
import { nativeTextLimit } from '../../../../lib/engine/conditions/pattern-cost.js';
import { parsePattern } from '../../../../lib/engine/conditions/pattern-parser.js';
import type { ParsedPattern } from '../../../../lib/engine/conditions/pattern-syntax.js';
import type { PatternTest } from '../../../../lib/engine/conditions/pattern.js';
import { compilePattern } from '../../../../lib/engine/conditions/pattern.js';

const LONG = 100_000;
/** No test below waits for anything: one that backtracks without end runs into this. */
const GUARD = { timeout: 30_000 };

function compiled(source: string, flags = ''): PatternTest {
  const test = compilePattern(source, flags);
  if (test === null) throw new Error(`${source.slice(0, 40)} is refused`);
  return test;
}

describe('compilePattern', () => {
  it('searches, as RegExp.prototype.test does', () => {
    expect(compiled('b+')('abbc')).toBe(true);
    expect(compiled('^b+$')('abbc')).toBe(false);
    expect(compiled('^B+$', 'i')('bb')).toBe(true);
    expect(compiled('^b$', 'm')('a\nb')).toBe(true);
    expect(compiled('a.b', 's')('a\nb')).toBe(true);
    expect(compiled('^.$', 'u')('😀')).toBe(true);
  });

  it('keeps no state between two texts', () => {
    const test = compiled('a');
    expect([test('a'), test('a'), test('b'), test('a')]).toEqual([true, true, false, true]);
  });

  it.each(['(', 'a**', '[b-a]', '(?<n>a)(?<n>b)', 'a{2,1}', '\\'])(
    'refuses what is no pattern: %s',
    (source) => {
      expect(compilePattern(source)).toBeNull();
    },
  );

  it.each(['g', 'y', 'd', 'v', 'ii', 'x', 'i m'])('refuses the flags "%s"', (flags) => {
    expect(compilePattern('a', flags)).toBeNull();
  });

  it('takes what only older JavaScript lets pass', () => {
    expect(compiled('a{,2}')('a{,2}')).toBe(true);
    expect(compiled('^\\c$')('\\c')).toBe(true);
    expect(compiled('(?=a)*b')('b')).toBe(true);
    expect(compiled('^[\\c]]$')('\\]')).toBe(true);
    expect(compiled('^(a)\\2$')('a\u0002')).toBe(true);
  });
});

describe('patterns that make a backtracking engine stall', () => {
  const a = 'a'.repeat(LONG);
  it.each([
    ['(a+)+$', '', `${a}!`, false],
    ['(a+)+$', '', a, true],
    ['(a|a)*b', '', a, false],
    ['(a|a)*b', '', `${a}b`, true],
    ['(.*a){25}', '', 'b'.repeat(LONG), false],
    ['(.*a){25}', '', `${'ab'.repeat(24)}${'b'.repeat(LONG)}`, false],
    ['(.*a){25}', '', `${'b'.repeat(LONG)}${'ab'.repeat(25)}`, true],
    ['^(\\w+\\s?)*$', '', `${'word '.repeat(LONG / 5)}!`, false],
    ['(\\w+\\s?)*$', '', `${'word '.repeat(LONG / 5)}!`, true],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', '', a, false],
    ['(a*)*b', '', a, false],
    ['((a*)*)*b', '', a, false],
    ['(x+x+)+y', '', 'x'.repeat(LONG), false],
    ['a?'.repeat(40) + 'a'.repeat(40) + '$', '', `${a}!`, false],
    ['.*.*=.*', '', a, false],
    ['\\s+$', '', `${' '.repeat(LONG)}!`, false],
    ['^(?=(?=(a+)+$)(a|a)*$)(?!(a*)*c)a', '', a, true],
    ['^(?=(?=(a+)+$)(a|a)*$)(?!(a*)*c)a', '', `${a}!`, false],
    ['(?<=^(?:a|a)*)b', '', `${a}b`, true],
    ['(?<!(?:.*a)+)b$', '', `${a}b`, false],
    ['^(\\p{L}+\\p{L}*)*$', 'u', `${'é'.repeat(LONG)}!`, false],
    ['^(ſ+)+$', 'iu', `${'S'.repeat(LONG)}!`, false],
    ['(a{0,100}){0,100}b', '', a.slice(0, 1000), false],
  ])('%s %s', GUARD, (source, flags, text, expected) => {
    expect(compiled(source, flags)(text)).toBe(expected);
  });

  it('gives up on back references, with the answer false', GUARD, () => {
    const test = compiled('^(a+)+\\1b$');
    expect(test('aaab')).toBe(true);
    expect(test('aaa')).toBe(false);
    expect(test(a)).toBe(false);
    expect(compiled('(.*)\\1(.*)\\2x$')(`${a}!`)).toBe(false);
  });

  it('runs huge counts natively where they cannot backtrack, and refuses the others', GUARD, () => {
    expect(compiled('a{1000000}')('aab')).toBe(false);
    expect(compiled('^a{0,1000000}b$')('aab')).toBe(true);
    for (const source of [
      '(a{1000}){1000}',
      '(?:\\b){1000000}',
      '((a{1,100}){1,100}){1,100}b',
      '(a?){9999999999}',
    ])
      expect(compilePattern(source)).toBeNull();
  });
});

describe('bounds', () => {
  it('refuses a pattern over 10,000 units', () => {
    expect(compilePattern('a'.repeat(10_000))).not.toBeNull();
    expect(compilePattern('a'.repeat(10_001))).toBeNull();
  });

  it('refuses parentheses nested more than 200 deep', () => {
    const nested = (depth: number): string => '('.repeat(depth) + 'a' + ')'.repeat(depth);
    expect(compiled(nested(200))('a')).toBe(true);
    expect(compilePattern(nested(201))).toBeNull();
    expect(compilePattern('(?:'.repeat(3_000) + ')'.repeat(3_000))).toBeNull();
  });

  it('refuses ambiguous repetitions that count too far', () => {
    expect(compilePattern('(?:(?:a?){1000}){1000}b')).toBeNull();
  });

  it('answers false for texts that are too long to be tried', GUARD, () => {
    expect(compiled('(a+)+$')('a'.repeat(131_072))).toBe(true);
    expect(compiled('(a+)+$')('a'.repeat(131_073))).toBe(false);
    expect(compiled('a$')('a'.repeat(1_000_000))).toBe(true);
    expect(compiled('a$')('a'.repeat(1_000_001))).toBe(false);
  });

  it('gives up within a fixed number of steps where text and pattern are both long', GUARD, () => {
    const test = compiled(`(?:${Array.from({ length: 700 }, (_, i) => `a{1,3}x?${i}`).join('|')})*b`);
    expect(test('a'.repeat(LONG))).toBe(false);
  });

  it.each([
    '[a]',
    'a?',
    '\\w*',
    '(a)',
    '(?=a)',
    '(?:a|b)*',
    '[^é-ſ]*',
    'a{1,9}',
    '\\b',
    '|a*',
    '(?<!a*)',
    '(a)\\1*',
  ])('copes with the longest pattern made of %s', GUARD, (part) => {
    const source = part.repeat(Math.floor(10_000 / part.length));
    const [short, long] = ['b', 'b'.repeat(LONG)];
    const test = compiled(source, 'i');
    expect(test(short)).toBe(new RegExp(source, 'i').test(short));
    expect([true, false]).toContain(test(long));
  });
});

describe('where native RegExp is trusted', () => {
  const limit = (source: string): number => nativeTextLimit(parsePattern(source, '') as ParsedPattern);

  it.each([
    'checkout',
    '^https?://[^/]+/products/[0-9]+$',
    '^/products(/.*)?$',
    '/products/.*',
    '^(?:en|de|fr)(?:-[A-Z]{2})?$',
    '^\\d{1,3}(\\.\\d{1,3}){3}$',
    '^[a-z]+@[a-z]+\\.com$',
  ])('on any text of a request: %s', (source) => {
    expect(limit(source)).toBeGreaterThan(1_000);
  });

  it.each(['^(?:[a-z]+\\.)+com$', '.*checkout.*', '^.*a.*b$', 'a+b'])('on short texts: %s', (source) => {
    expect(limit(source)).toBeGreaterThan(256);
    expect(limit(source)).toBeLessThan(10_000);
  });

  it.each(['(a+)+$', '(a|a)*b', '(?:(?:a?){9})*b', '(\\w+\\s?)*$', '(a?){70}a{70}b'])(
    'never: %s',
    (source) => {
      expect(limit(source)).toBe(0);
    },
  );

  it('gives the same answer on either side of the limit', GUARD, () => {
    const source = '.*checkout.*x';
    const test = compiled(source);
    for (const length of [1, limit(source) - 10, limit(source) + 10]) {
      const text = `${'a'.repeat(length)}checkout`;
      expect(test(text)).toBe(false);
      expect(test(`${text}x`)).toBe(true);
    }
  });
});
