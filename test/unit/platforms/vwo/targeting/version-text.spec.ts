import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareVersion,
  isDigitsAndDots,
  isVersion,
  versionParts,
} from '../../../../../lib/platforms/vwo/targeting/version-text.js';

const text = fc.string({ unit: fc.constantFrom('0', '1', '9', '.', 'a', '-', ' '), maxLength: 12 });

describe('versions', () => {
  it('are digits separated by single dots', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(isVersion(value)).toBe(/^(\d+\.)*\d+$/.test(value));
        expect(isDigitsAndDots(value)).toBe(/^[0-9.]*$/.test(value));
      }),
    );
  });

  it.each([
    ['1.2', '1.2.0', 0],
    ['01.2', '1.2', 0],
    ['10', '10.0', 0],
    ['10.5', '10.10', -1],
    ['abc', '100', -1],
    ['-5', '10', -1],
    ['', '0', 0],
    ['1.x.3', '1.0.2', 1],
    ['99999999999999999999', '100000000000000000000', 0],
  ])('%s against %s: %d', (left, right, expected) => {
    expect(compareVersion(left, versionParts(right))).toBe(expected);
  });

  it('compare antisymmetrically, and equal to themselves', () => {
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(compareVersion(left, versionParts(left))).toBe(0);
        const there = compareVersion(left, versionParts(right));
        const back = compareVersion(right, versionParts(left));
        expect(there + back).toBe(0);
      }),
    );
  });

  it('take time in proportion to the text', () => {
    const long = '1'.repeat(200_000);
    expect(isVersion(`${long}x`)).toBe(false);
    expect(compareVersion('.'.repeat(200_000), versionParts('1'))).toBe(-1);
  });
});
