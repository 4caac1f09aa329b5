import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Arm } from '../../../../../lib/runtime/events/dedup/exposure-arms.js';
import { ExposureArms } from '../../../../../lib/runtime/events/dedup/exposure-arms.js';

/** The obvious one: visitors from the least to the most recent, each with a list of arms. */
class Model {
  #visitors: { code: string; arms: Arm[] }[] = [];

  constructor(private readonly maxEntries: number) {}

  get size(): number {
    return this.#visitors.reduce((sum, { arms }) => sum + arms.length, 0);
  }

  add(code: string, arm: Arm): boolean {
    const met = this.#visitors.find((visitor) => visitor.code === code) ?? { code, arms: [] };
    this.#visitors = [...this.#visitors.filter((visitor) => visitor !== met), met];
    if (met.arms.includes(arm)) return false;
    met.arms.push(arm);
    while (this.size > this.maxEntries) {
      if (this.#visitors.length > 1) this.#visitors.shift();
      else met.arms.shift();
    }
    return true;
  }

  delete(code: string, arm: Arm): boolean {
    const met = this.#visitors.find((visitor) => visitor.code === code);
    if (met === undefined || !met.arms.includes(arm)) return false;
    met.arms = met.arms.filter((other) => other !== arm);
    this.#visitors = this.#visitors.filter(({ arms }) => arms.length > 0);
    return true;
  }
}

describe('ExposureArms', () => {
  it('does as plain lists would, whatever happens', () => {
    const step = fc.tuple(
      fc.constantFrom('add' as const, 'add' as const, 'delete' as const),
      fc.constantFrom('a', 'b', 'c', '__proto__'),
      fc.oneof(fc.nat(4), fc.constantFrom('1', '1:sx')),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.array(step, { maxLength: 100 }), (maxEntries, steps) => {
        const arms = new ExposureArms(maxEntries);
        const model = new Model(maxEntries);
        for (const [verb, code, arm] of steps) {
          expect(arms[verb](code, arm)).toBe(model[verb](code, arm));
          expect(arms.size).toBe(model.size);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('keeps to its bound with one visitor who meets ever more', () => {
    const arms = new ExposureArms(100);
    for (let arm = 0; arm < 1_000; arm++) expect(arms.add('a', arm)).toBe(true);
    expect(arms.size).toBe(100);
    expect([arms.add('a', 999), arms.add('a', 900), arms.add('a', 899)]).toEqual([false, false, true]);
  });

  it('tells visitors apart by every UTF-16 unit', () => {
    const arms = new ExposureArms(10);
    expect(['\ud800', '\ud801', '\ufffd'].map((code) => arms.add(code, 1))).toEqual([true, true, true]);
    expect(arms.add('\ud800', 1)).toBe(false);
  });
});
