import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ring } from '../../../../../lib/runtime/events/queue/ring.js';

describe('Ring', () => {
  it('does as an array would, whatever happens', () => {
    const verb = fc.oneof(
      { weight: 3, arbitrary: fc.constant('push' as const) },
      { weight: 2, arbitrary: fc.constantFrom('shift' as const, 'pop' as const) },
    );
    fc.assert(
      fc.property(fc.array(verb, { minLength: 100, maxLength: 300, size: 'max' }), (verbs) => {
        const ring = new Ring<number>();
        const model: number[] = [];
        for (const [i, one] of verbs.entries()) {
          const done = one === 'push' ? [ring.push(i), void model.push(i)] : [ring[one](), model[one]()];
          expect(done[0]).toBe(done[1]);
          expect(ring.size).toBe(model.length);
          expect(ring.first()).toBe(model[0]);
        }
      }),
      { numRuns: 20 },
    );
  });
});
