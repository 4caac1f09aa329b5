import { describe, expect, it } from 'vitest';
import type { Ternary } from '../../../../lib/engine/conditions/ternary.js';
import { allOf, anyOf, negated, unknownTest } from '../../../../lib/engine/conditions/ternary.js';

const VALUES: readonly Ternary[] = [true, false, null];
const constant = (value: Ternary) => () => value;

describe('three-valued conditions', () => {
  it('follow Kleene for two operands', () => {
    for (const a of VALUES) {
      for (const b of VALUES) {
        const both = allOf([constant(a), constant(b)])(undefined);
        expect(both).toBe(a === false || b === false ? false : a === null || b === null ? null : true);
        const either = anyOf([constant(a), constant(b)])(undefined);
        expect(either).toBe(a === true || b === true ? true : a === null || b === null ? null : false);
      }
      expect(allOf([constant(a)])(undefined)).toBe(a);
      expect(anyOf([constant(a)])(undefined)).toBe(a);
      expect(negated(constant(a))(undefined)).toBe(a === null ? null : !a);
    }
  });

  it('are true of all of nothing and false of any of nothing', () => {
    expect(allOf([])(undefined)).toBe(true);
    expect(anyOf([])(undefined)).toBe(false);
    expect(unknownTest(undefined)).toBeNull();
  });

  it('stop as soon as the answer is known', () => {
    const never = () => {
      throw new Error('asked in vain');
    };
    expect(allOf([constant(false), never])(undefined)).toBe(false);
    expect(anyOf([constant(true), never])(undefined)).toBe(true);
  });
});
