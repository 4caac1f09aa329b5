import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainDecision } from '../../../../../lib/engine/decision.js';
import type { ExposureEvent, UsageEvent } from '../../../../../lib/ports/sink.js';
import { ExposureMemory } from '../../../../../lib/runtime/events/dedup/exposure-memory.js';
import {
  sampleAssignment,
  sampleExposure,
  sampleUsage,
} from '../../../../../lib/testing/contracts/sample-events.js';

interface Parts {
  visitor: string;
  experiment: string;
  kind: string;
  variation: string;
  index: number;
  revision: string;
  hashAttribute: string;
  hashValue: unknown;
}

function exposure(parts: Parts): ExposureEvent {
  const plain = sampleAssignment(parts.visitor);
  return sampleExposure(parts.visitor, {
    revision: parts.revision,
    exposure: {
      ...plain,
      experiment: { ...plain.experiment, key: parts.experiment, kind: parts.kind },
      variation: { ...plain.variation, key: parts.variation, index: parts.index },
      hashAttribute: parts.hashAttribute,
      hashValue: parts.hashValue,
    },
  });
}

function usage(visitor: string, flag: string, value: unknown): UsageEvent {
  return sampleUsage(visitor, {
    decision: plainDecision({ key: flag, value, reason: 'STATIC', cause: 'default' }),
  });
}

const PARTS: Parts = {
  visitor: 'v',
  experiment: 'e',
  kind: 'experiment',
  variation: 'a',
  index: 0,
  revision: 'r',
  hashAttribute: 'id',
  hashValue: 'v',
};

describe('ExposureMemory', () => {
  it('admits an exposure once', () => {
    const memory = new ExposureMemory();
    expect([1, 2, 3].map(() => memory.admit(exposure(PARTS)))).toEqual([true, false, false]);
  });

  it.each<Partial<Parts>>([
    { visitor: 'w' },
    { experiment: 'f' },
    { kind: 'holdout' },
    { variation: 'b' },
    { index: 1 },
    { revision: 's' },
    { hashAttribute: 'user' },
    { hashValue: 'w' },
  ])('takes one that differs by %o for another', (difference) => {
    const memory = new ExposureMemory();
    memory.admit(exposure(PARTS));
    expect(memory.admit(exposure({ ...PARTS, ...difference }))).toBe(true);
  });

  it('does not mistake one visitor for another where texts run together', () => {
    // GrowthBook joins attribute, value, experiment and variation without a separator: these two are one to it.
    const memory = new ExposureMemory();
    expect(memory.admit(exposure({ ...PARTS, visitor: '2', hashValue: '2', experiment: '1x' }))).toBe(true);
    expect(memory.admit(exposure({ ...PARTS, visitor: '21', hashValue: '21', experiment: 'x' }))).toBe(true);
  });

  it('does not mistake one arm for another where its texts run together', () => {
    const memory = new ExposureMemory();
    const arms: Partial<Parts>[] = [
      { kind: 'a:b', experiment: 'c' },
      { kind: 'a', experiment: 'b:c' },
      { revision: 'r:1', kind: 'x' },
      { revision: 'r', kind: '1:x' },
      { variation: 'a:id', hashAttribute: '' },
      { variation: 'a', hashAttribute: 'id:' },
      { variation: 'a', index: 11 },
      { variation: '1:a', index: 1 },
    ];
    for (const arm of arms) expect(memory.admit(exposure({ ...PARTS, ...arm }))).toBe(true);
  });

  it('tells any two exposures apart, and knows any one again', () => {
    // Few characters, those that keys are put together with among them: texts that run together are likely.
    const text = fc.string({ unit: fc.constantFrom('1', ':', '=', 's', '#', '\0'), maxLength: 4 });
    const parts: fc.Arbitrary<Parts> = fc.record({
      visitor: text,
      experiment: text,
      kind: text,
      variation: text,
      index: fc.nat(12),
      revision: text,
      hashAttribute: text,
      hashValue: fc.oneof(
        text,
        fc.nat(12),
        fc.boolean(),
        fc.constant(null),
        fc.constant(undefined),
        fc.bigInt({ min: 0n, max: 12n }),
      ),
    });
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 30 }), (list) => {
        const memory = new ExposureMemory();
        const seen = new Set<string>();
        for (const one of list) {
          const value = typeof one.hashValue === 'bigint' ? `${one.hashValue}n` : one.hashValue;
          const identity = JSON.stringify({ ...one, hashValue: [typeof value, value ?? null] });
          expect(memory.admit(exposure(one))).toBe(!seen.has(identity));
          seen.add(identity);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('tells 1 from "1", and long texts and keys by all of their characters', () => {
    const memory = new ExposureMemory();
    const long = 'x'.repeat(10_000);
    const values = [1, '1', true, 'true', null, 'null', long, `${long}y`];
    for (const hashValue of values) expect(memory.admit(exposure({ ...PARTS, hashValue }))).toBe(true);
    for (const hashValue of values) expect(memory.admit(exposure({ ...PARTS, hashValue }))).toBe(false);
    for (const visitor of [long, `${long}y`, `${long}\ud800`, `${long}\ud801`]) {
      expect(memory.admit(exposure({ ...PARTS, visitor }))).toBe(true);
      expect(memory.admit(exposure({ ...PARTS, visitor }))).toBe(false);
    }
  });

  it('forgets what was not met for longest', () => {
    const memory = new ExposureMemory({ maxEntries: 3 });
    const meet = (visitor: string): boolean => memory.admit(sampleExposure(visitor));
    expect(['a', 'b', 'c'].map(meet)).toEqual([true, true, true]);
    expect(meet('a')).toBe(false);
    expect(meet('d')).toBe(true);
    expect(['a', 'c', 'd'].map(meet)).toEqual([false, false, false]);
    expect(meet('b')).toBe(true);
    expect(memory.size).toBe(3);
  });

  it('forgets an event that nobody took', () => {
    const memory = new ExposureMemory();
    memory.admit(sampleExposure('a'));
    memory.admit(sampleUsage('a'));
    memory.forget(sampleExposure('a'));
    memory.forget(sampleUsage('a'));
    expect(memory.size).toBe(0);
    expect(memory.admit(sampleExposure('a'))).toBe(true);
    expect(memory.admit(sampleUsage('a'))).toBe(true);
  });

  it('keeps its size for any number of visitors, and usages apart from exposures', () => {
    const memory = new ExposureMemory({ maxEntries: 1_000 });
    memory.admit(sampleExposure('first'));
    for (let i = 0; i < 20_000; i++) memory.admit(sampleUsage(`v${i}`));
    expect(memory.size).toBe(1_001);
    expect(memory.admit(sampleExposure('first'))).toBe(false);
    for (let i = 0; i < 20_000; i++) memory.admit(sampleExposure(`v${i}`));
    expect(memory.size).toBe(2_000);
  });

  it('admits a usage once for each visitor, flag and value', () => {
    const memory = new ExposureMemory();
    const shared = { color: 'red' };
    const usages: [string, string, unknown][] = [
      ['v', 'f', true],
      ['v', 'f', 'true'],
      ['v', 'g', true],
      ['w', 'f', true],
      ['v', 'f', 1],
      ['v', 'f', null],
      ['v', 'f', shared],
      ['v', 'f', 'x'.repeat(100_000)],
      ['vf', '', true],
      ['', 'vf', true],
    ];
    for (const [visitor, flag, value] of usages) expect(memory.admit(usage(visitor, flag, value))).toBe(true);
    for (const [visitor, flag, value] of usages)
      expect(memory.admit(usage(visitor, flag, value))).toBe(false);
    expect(memory.admit(usage('v', 'f', { color: 'blue' }))).toBe(true);
  });
});
