import { describe, expect, it } from 'vitest';
import { estimateBytes } from '../../../../../lib/runtime/events/queue/size.js';
import {
  awkwardValues,
  sampleAttributes,
  sampleExposure,
  sampleGoal,
  sampleUsage,
  sampleVisitor,
} from '../../../../../lib/testing/contracts/sample-events.js';

const MEGABYTE = 1_000_000;
const text = 'x'.repeat(MEGABYTE);

describe('estimateBytes', () => {
  it.each([sampleExposure('v'), sampleGoal('v'), sampleUsage('v'), sampleAttributes('v')])(
    'gives a small event a small size ($kind)',
    (event) => {
      expect(estimateBytes(event)).toBeGreaterThan(256);
      expect(estimateBytes(event)).toBeLessThan(600);
    },
  );

  it.each<[string, unknown]>([
    ['a text', text],
    ['a member', { text }],
    ['a list', [text]],
    ['a list of many', Array.from({ length: MEGABYTE / 10 }, () => 'xxxxxxxxxx')],
    [
      'an object of many',
      Object.fromEntries(Array.from({ length: MEGABYTE / 10 }, (_, i) => [i, 'xxxxxxx'])),
    ],
    ['a map', new Map([['text', text]])],
    ['a set', new Set([text])],
    ['bytes', new Uint8Array(MEGABYTE)],
    ['something far inside', { a: { b: [{ c: text }] } }],
  ])('is not fooled by a megabyte in %s', (_, value) => {
    expect(estimateBytes(sampleGoal('v', { properties: { value } }))).toBeGreaterThan(MEGABYTE * 0.8);
    const visitor = sampleVisitor('v', [['value', value]]);
    expect(estimateBytes(sampleExposure('v', { visitor }))).toBeGreaterThan(MEGABYTE * 0.8);
  });

  it.each(awkwardValues())('gives a finite size whatever an event holds: %s', (name, value) => {
    const properties = Object.defineProperty({}, name, { value, enumerable: true });
    const size = estimateBytes(sampleGoal('v', { properties }));
    expect(size).toBeGreaterThan(0);
    expect(size).toBeLessThan(100_000);
  });

  it('does not throw when nothing can be read', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(estimateBytes(sampleGoal('v', { properties: proxy }))).toBe(4_096);
  });
});
