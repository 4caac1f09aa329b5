import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LruSet } from '../../../../../lib/runtime/events/dedup/lru.js';

/** The obvious one: a list from the least to the most recent. */
class Model {
  #keys: string[] = [];

  constructor(private readonly maxEntries: number) {}

  get size(): number {
    return this.#keys.length;
  }

  add(key: string): boolean {
    const isNew = !this.delete(key);
    this.#keys.push(key);
    this.#keys = this.#keys.slice(-this.maxEntries);
    return isNew;
  }

  delete(key: string): boolean {
    const known = this.#keys.includes(key);
    this.#keys = this.#keys.filter((other) => other !== key);
    return known;
  }
}

describe('LruSet', () => {
  it('does as a plain list would, whatever happens', () => {
    const step = fc.tuple(
      fc.constantFrom('add' as const, 'add' as const, 'delete' as const),
      fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(step, { maxLength: 100 }), (maxEntries, steps) => {
        const set = new LruSet(maxEntries);
        const model = new Model(maxEntries);
        for (const [verb, key] of steps) {
          expect(set[verb](key)).toBe(model[verb](key));
          expect(set.size).toBe(model.size);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('takes names of Object.prototype for ordinary texts', () => {
    const set = new LruSet(10);
    for (const key of ['__proto__', 'constructor', 'toString', '']) {
      expect(set.add(key)).toBe(true);
      expect(set.add(key)).toBe(false);
    }
  });
});
