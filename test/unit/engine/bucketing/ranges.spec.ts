import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { chooseRange, equalWeights, rangesFromWeights } from '../../../../lib/engine/bucketing/ranges.js';

const weights = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 });

describe('ranges', () => {
  it('lays weights end to end and shortens each from its end by the coverage', () => {
    expect([...rangesFromWeights([0.5, 0.3, 0.2], 0.5)]).toEqual([0, 0.25, 0.5, 0.65, 0.8, 0.9]);
  });

  it('finds the interval that holds a bucket, start included and end excluded', () => {
    const table = rangesFromWeights([0.5, 0.5], 1);
    expect([0, 0.4999, 0.5, 0.9999, 1].map((n) => chooseRange(table, n))).toEqual([0, 0, 1, 1, -1]);
  });

  it('keeps everybody who was in where they were when coverage is raised', () => {
    const coverage = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        weights,
        coverage,
        coverage,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (list, a, b, bucket) => {
          const before = chooseRange(rangesFromWeights(list, Math.min(a, b)), bucket);
          const after = chooseRange(rangesFromWeights(list, Math.max(a, b)), bucket);
          expect([-1, after]).toContain(before);
        },
      ),
    );
  });

  it('shares evenly', () => {
    expect(equalWeights(4)).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(equalWeights(0)).toEqual([]);
  });
});
