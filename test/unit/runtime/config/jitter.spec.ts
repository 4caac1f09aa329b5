import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instanceOffsetMs } from '../../../../lib/runtime/config/jitter.js';

describe('instanceOffsetMs', () => {
  it('is a whole number within the interval, and always the same for the same seed', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 86_400_000 }), (seed, interval) => {
        const offset = instanceOffsetMs(seed, interval);
        expect(Number.isInteger(offset)).toBe(true);
        expect(offset).toBeGreaterThanOrEqual(0);
        expect(offset).toBeLessThan(interval);
        expect(instanceOffsetMs(seed, interval)).toBe(offset);
      }),
    );
  });

  it('spreads instances whose names differ in a digit over the whole interval', () => {
    const tenths = new Set<number>();
    for (let pod = 0; pod < 100; pod++)
      tenths.add(Math.floor(instanceOffsetMs(`shop-${pod}`, 60_000) / 6_000));
    expect(tenths.size).toBe(10);
  });

  it('is nothing for no interval', () => {
    expect(instanceOffsetMs('shop-1', 0)).toBe(0);
  });
});
