/** Buckets that decide which variation or group member a visitor gets: 1..10000. */
export const SPLIT_BUCKETS = 10_000;

/** Inclusive ranges of buckets, flattened: first0, last0, first1, last1 ... */
export type BucketRanges = Float64Array;

/**
 * Lays weights end to end. A weight of 1 is 100 buckets, rounded up. Nothing is scaled: weights that add up to less than 100
 * leave a gap at the end, and of more than 100 the tail is never reached.
 *
 * @param weights - per cent; texts count as the numbers they spell, and one that is no number shuts out all that follow
 */
export function rangesOf(weights: readonly unknown[]): BucketRanges {
  const ranges = new Float64Array(weights.length * 2);
  let total = 0;
  weights.forEach((weight, i) => {
    const step = weight ? Math.min(Math.ceil(Number(weight) * 100), SPLIT_BUCKETS) : 0;
    ranges[i * 2] = step ? total + 1 : -1;
    ranges[i * 2 + 1] = step ? total + step : -1;
    total += step;
  });
  return ranges;
}

/** Index of the first range that holds the bucket, or -1. */
export function rangeOf(ranges: BucketRanges, bucket: number): number {
  for (let i = 0; i < ranges.length; i += 2) {
    if (bucket >= (ranges[i] as number) && bucket <= (ranges[i + 1] as number)) return i >> 1;
  }
  return -1;
}
