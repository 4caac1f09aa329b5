import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toJson } from '../../../lib/sinks/json-writer.js';
import { awkwardValues } from '../../../lib/testing/contracts/sample-events.js';

describe('toJson', () => {
  it('writes what JSON has a form for as JSON.stringify does', () => {
    const value = fc.anything({
      withBoxedValues: true,
      withDate: true,
      withSparseArray: true,
      withUnicodeString: true,
      withNullPrototype: true,
      maxDepth: 2,
      maxKeys: 3,
    });
    fc.assert(
      fc.property(value, (plain) => {
        expect(toJson(plain)).toBe(JSON.stringify(plain) ?? 'null');
      }),
      { numRuns: 300 },
    );
  });

  it.each<[string, unknown, string]>([
    ['undefined', undefined, 'null'],
    ['a function', () => 1, 'null'],
    ['a bigint', { n: 2n ** 70n }, '{"n":"1180591620717411303424"}'],
    [
      'a Map',
      new Map<unknown, unknown>([
        ['__proto__', 1],
        [2, new Map()],
        ['gone', undefined],
      ]),
      '{"__proto__":1,"2":{}}',
    ],
    ['a Set', new Set([1, 'a', undefined]), '[1,"a",null]'],
    ['a Map in a list', [new Map([['a', 1]])], '[{"a":1}]'],
    ['numbers that are none', [Number.NaN, Infinity, -0], '[null,null,0]'],
    ['an invalid date', { at: new Date(Number.NaN) }, '{"at":null}'],
    ['toJSON', { toJSON: (key: string) => ({ key }) }, '{"key":""}'],
    ['toJSON that gives a Map', { toJSON: () => new Map([['a', 1]]) }, '{"a":1}'],
    ['toJSON that gives another one', { a: { toJSON: () => ({ toJSON: () => 1 }) } }, '{"a":{}}'],
    ['toJSON that is no function', { toJSON: 1 }, '{"toJSON":1}'],
    ['an own __proto__', JSON.parse('{"__proto__":{"a":1}}'), '{"__proto__":{"a":1}}'],
    ['lone surrogates', '\ud800', '"\\ud800"'],
    ['one object twice', ((o) => [o, o])({ a: 1 }), '[{"a":1},{"a":1}]'],
  ])('writes %s', (_, value, text) => expect(toJson(value)).toBe(text));

  it('replaces what cannot be written, and keeps its neighbours', () => {
    const cyclic: Record<string, unknown> = { before: 1 };
    cyclic['self'] = cyclic;
    cyclic['list'] = [cyclic];
    cyclic['map'] = new Map([['self', cyclic]]);
    cyclic['after'] = 2;
    expect(toJson(cyclic)).toBe(
      '{"before":1,"self":"[circular]","list":["[circular]"],"map":{"self":"[circular]"},"after":2}',
    );
    const broken = {
      get a(): never {
        throw new Error('getter');
      },
      b: {
        toJSON: () => {
          throw new Error('toJSON');
        },
      },
      c: new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('proxy');
          },
        },
      ),
      d: 4,
    };
    expect(toJson(broken)).toBe('{"a":"[unreadable]","b":"[unreadable]","c":"[unreadable]","d":4}');
    expect(
      toJson(
        new Map([
          [
            {
              toString: () => {
                throw new Error('key');
              },
            },
            1,
          ],
        ]),
      ),
    ).toBe('{"[unreadable]":1}');
  });

  it('cuts what is nested too deeply', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    const text = toJson({ deep, beside: 2 });
    expect(text).toContain('"[too deep]"');
    expect(text).toContain('"beside":2');
  });

  it('writes one line that parses, whatever it gets', () => {
    for (const [name, value] of awkwardValues()) {
      const text = toJson({ [`${name} `]: value, beside: 1 });
      expect(text).not.toMatch(/[\n\r]/);
      expect(JSON.parse(text)).toMatchObject({ beside: 1 });
    }
  });
});
