import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffCapMs, backoffMs } from '../../../../lib/runtime/shared/backoff.js';

const options = fc.record({
  initialMs: fc.integer({ min: 0, max: 10_000 }),
  maxMs: fc.integer({ min: 0, max: 1_000_000 }),
});
const failures = fc.integer({ min: 1, max: 5_000 });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('backoffCapMs', () => {
  it('doubles from the first pause up to the longest', () => {
    const caps = [1, 2, 3, 4, 5, 6].map((n) => backoffCapMs(n, { initialMs: 100, maxMs: 1_000 }));
    expect(caps).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  it('never falls as failures grow, and never exceeds the longest pause', () => {
    fc.assert(
      fc.property(options, failures, (given, n) => {
        const cap = backoffCapMs(n, given);
        expect(cap).toBeLessThanOrEqual(given.maxMs);
        expect(backoffCapMs(n + 1, given)).toBeGreaterThanOrEqual(cap);
      }),
    );
  });

  it('takes less than one failure for one', () => {
    expect(backoffCapMs(0, { initialMs: 100, maxMs: 1_000 })).toBe(100);
    expect(backoffCapMs(-3, { initialMs: 100, maxMs: 1_000 })).toBe(100);
  });
});

describe('backoffMs', () => {
  it('with full jitter lies between nothing and the cap', () => {
    fc.assert(
      fc.property(options, failures, random, (given, n, r) => {
        const wait = backoffMs(n, { ...given, jitter: 'full' }, () => r);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(backoffCapMs(n, given));
      }),
    );
  });

  it('with equal jitter, the default, lies in the upper half', () => {
    fc.assert(
      fc.property(options, failures, random, (given, n, r) => {
        const cap = backoffCapMs(n, given);
        const wait = backoffMs(n, given, () => r);
        expect(wait).toBe(backoffMs(n, { ...given, jitter: 'equal' }, () => r));
        expect(wait).toBeGreaterThanOrEqual(cap / 2);
        expect(wait).toBeLessThanOrEqual(cap);
      }),
    );
  });

  it('spreads by the random number given', () => {
    const given = { initialMs: 1_000, maxMs: 60_000 };
    expect([0, 0.5, 0.999].map((r) => backoffMs(1, { ...given, jitter: 'full' }, () => r))).toEqual([
      0, 500, 999,
    ]);
    expect([0, 0.5].map((r) => backoffMs(2, given, () => r))).toEqual([1_000, 1_500]);
  });
});
