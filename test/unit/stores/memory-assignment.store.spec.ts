import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryAssignmentStore } from '../../../lib/stores/memory-assignment.store.js';

describe('MemoryAssignmentStore', () => {
  it('forgets what was used least recently', () => {
    const store = new MemoryAssignmentStore({ maxEntries: 2 });
    store.set('a', { n: 1 });
    store.set('b', { n: 2 });
    store.getMany(['a']);
    store.set('c', { n: 3 });
    expect([...store.getMany(['a', 'b', 'c']).keys()]).toEqual(['a', 'c']);
  });

  it('behaves like a list in the order of use, and never exceeds its bound', () => {
    const key = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor');
    const action = fc.record({ key, set: fc.boolean() });
    fc.assert(
      fc.property(fc.array(action), fc.integer({ min: 1, max: 4 }), (actions, maxEntries) => {
        const store = new MemoryAssignmentStore({ maxEntries });
        let model: string[] = [];
        for (const { key: name, set } of actions) {
          const known = model.includes(name);
          if (set) store.set(name, { name });
          const found = set ? undefined : store.getMany([name]).get(name);
          expect(found).toEqual(known && !set ? { name } : undefined);
          if (set || known) model = [...model.filter((other) => other !== name), name].slice(-maxEntries);
          expect(store.size).toBe(model.length);
        }
      }),
    );
  });

  it('can be emptied', () => {
    const store = new MemoryAssignmentStore();
    store.set('a', {});
    store.clear();
    expect(store.size).toBe(0);
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses to keep %d documents',
    (maxEntries) => {
      expect(() => new MemoryAssignmentStore({ maxEntries })).toThrow('Expected maxEntries');
    },
  );
});
