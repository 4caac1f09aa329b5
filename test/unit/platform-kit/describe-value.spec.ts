import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginningOf, describeValue, kindOfValue } from '../../../lib/platform-kit/describe-value.js';

describe('a value in a message', () => {
  it.each<[unknown, string, string]>([
    [undefined, 'nothing', 'nothing'],
    [null, 'null', 'null'],
    ['', 'an empty text', 'an empty text'],
    ['on "it"', 'the text "on \\"it\\""', 'a text'],
    [5, 'the number 5', 'a number'],
    [Number.NaN, 'the number NaN', 'a number'],
    [7n, 'the number 7', 'a number'],
    [true, 'true', 'a boolean'],
    [[1], 'a list', 'a list'],
    [{ toString: 1 }, 'an object', 'an object'],
    [() => 1, 'a function', 'a function'],
    [Symbol('s'), 'a symbol', 'a symbol'],
  ])('%o is %s, of kind %s', (value, described, kind) => {
    expect([describeValue(value), kindOfValue(value)]).toEqual([described, kind]);
  });

  it('is short, however long the text', () => {
    expect(describeValue('x'.repeat(1_000))).toBe(`the text "${'x'.repeat(40)}..."`);
    expect(beginningOf('x'.repeat(40))).toBe(`"${'x'.repeat(40)}"`);
  });

  it('never throws, and its kind says nothing of a text', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string({ minLength: 1 }), (any, text) => {
        expect(typeof describeValue(any)).toBe('string');
        expect(kindOfValue(text)).toBe('a text');
      }),
    );
  });
});
