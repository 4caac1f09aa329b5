import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestFraction } from '../../../../lib/engine/bucketing/digest-fraction.js';

const hexOf = (words: readonly number[]): string =>
  words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
const reference = (words: readonly number[]): number => parseInt(hexOf(words), 16) / 2 ** 256;
const fraction = (words: readonly number[]): number => digestFraction(Int32Array.from(words));

describe('digestFraction', () => {
  it('reads the ends of the range', () => {
    expect(fraction([0, 0, 0, 0, 0, 0, 0, 0])).toBe(0);
    expect(fraction([-1, -1, -1, -1, -1, -1, -1, -1])).toBe(1);
    expect(fraction([1 << 31, 0, 0, 0, 0, 0, 0, 0])).toBe(0.5);
  });

  it('rounds like a 256-bit integer turned into a double', () => {
    const word = fc.oneof(
      fc.integer(),
      fc.constantFrom(0, 1, -1, 0x400, 0x3ff, 0x401, 0x7ff, 0x800, 0xfff, 1 << 31, (1 << 31) >> 20),
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 8, maxLength: 8 }), (words) => {
        expect(fraction(words)).toBe(reference(words));
      }),
      { numRuns: 20_000 },
    );
  });

  it('rounds half to even, and up when any bit below says so', () => {
    for (const w0 of [1 << 31, 1, 3, 0x10000]) {
      for (const w1 of [0x400, 0xc00, 0x200, 0x600, 0]) {
        for (const low of [0, 1]) {
          const words = [w0, w1, 0, 0, 0, 0, 0, low];
          expect(fraction(words), hexOf(words)).toBe(reference(words));
        }
      }
    }
  });
});
