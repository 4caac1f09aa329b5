import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bucketer } from '../../../../../lib/platforms/vwo/decide/bucketing.js';
import { rangeOf, rangesOf } from '../../../../../lib/platforms/vwo/payload/bucket-ranges.js';

describe('VWO buckets', () => {
  it.each([
    ['12_123456_', 'user-1', 70, 6936],
    ['SALT_', 'user-1', 34, 3351],
    ['1_', 'ユーザー', 27, 2681],
  ])('%s%s falls into %d of 100 and %d of 10000', (prefix, user, small, large) => {
    const bucketer = new Bucketer();
    expect(bucketer.bucket(prefix, user, 100)).toBe(small);
    expect(bucketer.bucket(prefix, user, 10_000)).toBe(large);
  });

  it('are within 1..count', () => {
    const bucketer = new Bucketer();
    fc.assert(
      fc.property(fc.string(), fc.string(), (prefix, user) => {
        const bucket = bucketer.bucket(prefix, user, 100);
        expect(bucket >= 1 && bucket <= 100 && Number.isInteger(bucket)).toBe(true);
      }),
    );
  });
});

describe('ranges of weights', () => {
  it.each<[unknown[], number[]]>([
    [
      [50, 50],
      [1, 5000, 5001, 10_000],
    ],
    [[16.67], [1, 1668]],
    [
      ['50', 0, 25],
      [1, 5000, -1, -1, 5001, 7500],
    ],
    [
      [200, 10],
      [1, 10_000, 10_001, 11_000],
    ],
    [
      [-10, 20],
      [1, -1000, -999, 1000],
    ],
    [
      [undefined, null, 10],
      [-1, -1, -1, -1, 1, 1000],
    ],
    [
      ['x', 10],
      [-1, -1, NaN, NaN],
    ],
  ])('%j: %j', (weights, expected) => {
    expect([...rangesOf(weights)]).toEqual(expected);
  });

  it('leave a gap under 100 and take the first that holds a bucket', () => {
    const ranges = rangesOf([10, 0, 20]);
    expect([1, 1000, 1001, 3000, 3001].map((bucket) => rangeOf(ranges, bucket))).toEqual([0, 0, 2, 2, -1]);
  });
});
