import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRetryable, retryAfterMs } from '../../../lib/http/retry-after.js';

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);

describe('retryAfterMs', () => {
  it.each<[string | null, number | undefined]>([
    ['0', 0],
    ['120', 120_000],
    [' 5 ', 5_000],
    ['Sat, 21 Nov 2026 12:01:00 GMT', 60_000],
    ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
    [null, undefined],
    ['', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['99999999999999999999', undefined],
  ])('reads %j as %j', (header, ms) => expect(retryAfterMs(header, NOW)).toBe(ms));

  it('gives a time that can be waited, or none, for any text', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const wait = retryAfterMs(header, NOW);
        expect(wait === undefined || (Number.isFinite(wait) && wait >= 0)).toBe(true);
      }),
    );
  });
});

describe('isRetryable', () => {
  it.each([408, 425, 429, 500, 503, 599])('is true of %i', (status) =>
    expect(isRetryable(status)).toBe(true),
  );
  it.each([200, 301, 400, 401, 403, 404, 409, 499])('is false of %i', (status) =>
    expect(isRetryable(status)).toBe(false),
  );
});
