import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeliveryError } from '../../../../../lib/errors/delivery.error.js';
import {
  askedPauseMs,
  AT_ONCE,
  MAX_RETRY_AFTER_MS,
  RetrySchedule,
} from '../../../../../lib/runtime/events/delivery/retry.js';

const busy = (retryAfterMs?: number): DeliveryError =>
  new DeliveryError('Busy.', { retryable: true, retryAfterMs });

describe('askedPauseMs', () => {
  it.each<[unknown, number]>([
    [busy(1_500), 1_500],
    [busy(0), 0],
    [busy(-1), 0],
    [busy(Number.NaN), 0],
    [busy(Infinity), MAX_RETRY_AFTER_MS],
    [busy(), 0],
    [new Error('no'), 0],
    [undefined, 0],
  ])('of %o is %i', (error, ms) => expect(askedPauseMs(error)).toBe(ms));
});

describe('RetrySchedule', () => {
  it('keeps its pauses within the bounds, and never shorter than asked', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.integer({ min: 1, max: 120_000 }),
        fc.array(fc.option(fc.integer({ min: 0, max: 10 ** 7 }), { nil: undefined }), {
          minLength: 1,
          maxLength: 70,
        }),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (retryInitialMs, most, asked, random) => {
          const retryMaxMs = Math.max(retryInitialMs, most);
          const schedule = new RetrySchedule(
            { retryInitialMs, retryMaxMs },
            () => 1_000,
            () => random,
          );
          for (const [i, ms] of asked.entries()) {
            schedule.failed(busy(ms));
            const least = askedPauseMs(busy(ms));
            const cap = Math.min(retryInitialMs * 2 ** i, retryMaxMs);
            const pause = schedule.at - 1_000;
            expect(pause).toBeGreaterThanOrEqual(Math.max(cap / 2, least));
            expect(pause).toBeLessThanOrEqual(Math.max(cap, least));
            expect(schedule.drainAt - 1_000).toBeGreaterThanOrEqual(Math.min(least, pause));
            expect(schedule.drainAt - 1_000).toBeLessThanOrEqual(Math.max(1_000, least));
            expect(schedule.drainAt).toBeLessThanOrEqual(schedule.at);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('begins anew after a success, and drains with short pauses whatever was before', () => {
    const schedule = new RetrySchedule(
      { retryInitialMs: 1_000, retryMaxMs: 60_000 },
      () => 0,
      () => 0,
    );
    expect([schedule.at, schedule.drainAt]).toEqual([AT_ONCE, AT_ONCE]);
    for (let i = 0; i < 10; i++) schedule.failed(busy());
    expect([schedule.at, schedule.drainAt]).toEqual([30_000, 500]);
    schedule.beginDrain();
    expect([schedule.at, schedule.drainAt]).toEqual([30_000, AT_ONCE]);
    schedule.failed(busy());
    expect([schedule.at, schedule.drainAt]).toEqual([30_000, 50]);
    schedule.skipPause();
    expect(schedule.at).toBe(AT_ONCE);
    schedule.failed(busy());
    expect(schedule.at).toBe(30_000);
    schedule.succeeded();
    expect([schedule.at, schedule.drainAt]).toEqual([AT_ONCE, AT_ONCE]);
    schedule.failed(busy());
    expect([schedule.at, schedule.drainAt]).toEqual([500, 50]);
  });
});
