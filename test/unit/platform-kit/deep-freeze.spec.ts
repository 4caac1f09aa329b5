import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepFreeze } from '../../../lib/platform-kit/deep-freeze.js';

function allFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(allFrozen);
}

describe('deepFreeze', () => {
  it('freezes any JSON all the way down, and returns it as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const copy = structuredClone(json);
        expect(deepFreeze(copy)).toBe(copy);
        expect(copy).toEqual(json);
        expect(allFrozen(copy)).toBe(true);
      }),
    );
  });

  it('comes to an end with data that nests deep or contains itself', () => {
    const root: unknown[] = [];
    let innermost = root;
    for (let depth = 0; depth < 100_000; depth++) innermost.push((innermost = []));
    innermost.push(root);
    deepFreeze(root);
    expect(Object.isFrozen(innermost)).toBe(true);
  });
});
