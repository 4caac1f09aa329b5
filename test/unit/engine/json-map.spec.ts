import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonMap } from '../../../lib/engine/json-map.js';

describe('a jsonMap', () => {
  it('sends each entry, whatever its key', () => {
    const keys = fc.oneof(
      fc.string(),
      fc.constantFrom('__proto__', 'constructor', 'toString', 'toJSON', ''),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(keys, fc.jsonValue({ noUnicodeString: false }))), (entries) => {
        const map = jsonMap(entries);
        const sent = JSON.parse(JSON.stringify(map)) as object;
        expect(new Set(Object.keys(sent))).toEqual(new Set(map.keys()));
        for (const [key, value] of map) {
          const got: unknown = Object.getOwnPropertyDescriptor(sent, key)?.value;
          expect(got).toEqual(JSON.parse(JSON.stringify(value)));
        }
      }),
    );
  });

  it('stays a Map for code that reads it', () => {
    const map = jsonMap([['a', 1]]);
    expect(map).toBeInstanceOf(Map);
    expect(map.get('a')).toBe(1);
    expect([...map]).toEqual([['a', 1]]);
    expect(Object.keys(map)).toEqual([]);
    expect(map).toStrictEqual(new Map([['a', 1]]));
    deepStrictEqual(map, new Map([['a', 1]]));
    deepStrictEqual(structuredClone(map), map);
  });

  it('makes text of keys that are none, and changes no prototype', () => {
    const map = jsonMap<unknown, unknown>([
      [1, 'one'],
      [null, 'nothing'],
      ['__proto__', { polluted: true }],
    ]);
    expect(JSON.stringify(map)).toBe('{"1":"one","null":"nothing","__proto__":{"polluted":true}}');
    expect(Object.getPrototypeOf(JSON.parse(JSON.stringify(map)))).toBe(Object.prototype);
  });

  it('sends Maps, Sets and bigints among its values', () => {
    const values = jsonMap<string, unknown>([
      ['map', new Map([['a', new Map([[1, 2n]])]])],
      ['set', new Set(['x', new Set([1])])],
      ['own', jsonMap([['b', 2]])],
      ['digits', 12_345_678_901_234_567_890n],
      ['left out', undefined],
    ]);
    expect(JSON.parse(JSON.stringify(values))).toEqual({
      map: { a: { 1: '2' } },
      set: ['x', [1]],
      own: { b: 2 },
      digits: '12345678901234567890',
    });
  });
});
