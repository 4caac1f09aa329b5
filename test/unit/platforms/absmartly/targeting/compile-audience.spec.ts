import { describe, expect, it } from 'vitest';
import { toText } from '../../../../../lib/platforms/absmartly/targeting/audience-coercion.js';
import { compileExpression } from '../../../../../lib/platforms/absmartly/targeting/audience-expression.js';
import { MAX_DEPTH } from '../../../../../lib/platforms/absmartly/targeting/audience-parts.js';
import { compileAudience } from '../../../../../lib/platforms/absmartly/targeting/compile-audience.js';

function decide(filter: unknown, attributes: Record<string, unknown> = {}): boolean | null {
  return compileAudience(JSON.stringify({ filter })).test(new Map(Object.entries(attributes)));
}

function nested(depth: number, open: string, core: string, close: string): string {
  return `{"filter":[${open.repeat(depth)}${core}${close.repeat(depth)}]}`;
}

describe('compileAudience', () => {
  it('decides by the filter', () => {
    const filter = [
      { gte: [{ var: 'age' }, { value: 18 }] },
      { in: [{ value: ['DE', 'FR'] }, { var: 'country' }] },
    ];
    expect(decide(filter, { age: '18abc', country: 'DE' })).toBe(true);
    expect(decide(filter, { age: 17, country: 'DE' })).toBe(false);
    expect(decide(filter, { age: 20 })).toBe(false);
  });

  it.each(['{', 'null', '[]', '5', '{}', '{"filter":null}', '{"filter":"x"}'])(
    'cannot decide by %s',
    (text) => {
      expect(compileAudience(text).test(new Map())).toBeNull();
    },
  );

  it('says what is wrong with text that is no JSON', () => {
    expect(compileAudience('{').problem).toMatch(/JSON/);
    expect(compileAudience('{}').problem).toBeNull();
  });

  it('is undecided when a path leads into null', () => {
    expect(decide([{ eq: [{ var: 'user/name' }, { value: 'x' }] }], { user: null })).toBeNull();
    expect(decide([{ eq: [{ var: 'user/name' }, { value: 'x' }] }], { user: 5 })).toBe(false);
  });

  it('is undecided when an attribute throws', () => {
    const user = Object.defineProperty({}, 'name', {
      get() {
        throw new Error('no name');
      },
      enumerable: true,
    });
    expect(decide([{ var: 'user/name' }], { user })).toBeNull();
  });

  it.each([
    ['[', ']'],
    ['{"and":[', ']}'],
    ['{"or":[', ']}'],
    ['{"not":{"not":', '}}', 575],
    ['{"eq":[', ',{"value":true}]}'],
    ['{"in":[{"value":[true]},', ']}'],
  ])('decides 1,150 levels of %s like few', (open, close, depth = 1150) => {
    expect(compileAudience(nested(depth, open, '{"value":true}', close))).toMatchObject({ problem: null });
    expect(compileAudience(nested(depth, open, '{"value":true}', close)).test(new Map())).toBe(true);
  });

  it.each([
    ['[', ']'],
    ['{"and":[', ']}'],
    ['{"or":[', ']}'],
    ['{"not":', '}'],
    ['{"null":', '}'],
    ['{"eq":[', ',{"value":true}]}'],
    ['{"match":[', ',{"value":"x"}]}'],
  ])('cannot decide 10,000 levels of %s, as the SDK cannot past its stack', (open, close) => {
    const { test, problem } = compileAudience(nested(10_000, open, '{"value":false}', close));
    expect(test(new Map())).toBeNull();
    expect(problem).toMatch(/nested/);
  });

  it('differs on purpose: 2,000 levels cannot be decided, of which the SDK needs most of its stack', () => {
    expect(compileAudience(nested(2000, '[', '{"value":true}', ']')).test(new Map())).toBeNull();
  });

  it.each<[string, (inner: unknown) => unknown]>([
    ['a list', (inner) => [inner]],
    ['and', (inner) => ({ and: [inner] })],
    ['or', (inner) => ({ or: [inner] })],
    ['not', (inner) => ({ not: inner })],
    ['null', (inner) => ({ null: inner })],
    ['the first operand of eq', (inner) => ({ eq: [inner, { value: 1 }] })],
    ['the second operand of eq', (inner) => ({ eq: [{ value: 1 }, inner] })],
    ['the only operand of eq', (inner) => ({ eq: [inner] })],
    ['the first operand of lte', (inner) => ({ lte: [inner, { value: 1 }] })],
    ['the needle of in', (inner) => ({ in: [{ value: [1] }, inner] })],
    ['the list of in', (inner) => ({ in: [inner, { value: 1 }] })],
    ['the text of match', (inner) => ({ match: [inner, { value: 'x' }] })],
    ['the pattern of match', (inner) => ({ match: [{ value: 'x' }, inner] })],
  ])('counts %s as one level: the limit is taken, one more is not', (_title, around) => {
    let expression: unknown = { var: 'x' };
    for (let depth = 0; depth < MAX_DEPTH; depth++) expression = around(expression);
    expect(() => compileExpression(expression)).not.toThrow();
    expect(() => compileExpression(around(expression))).toThrow(`nested more than ${MAX_DEPTH} levels deep`);
  });

  it('is undecided about values that are nested too deeply to compare', () => {
    const deep = (): unknown => JSON.parse('['.repeat(10_000) + ']'.repeat(10_000));
    expect(decide([{ eq: [{ var: 'a' }, { var: 'b' }] }], { a: deep(), b: deep() })).toBeNull();
  });

  it('compares cyclic values', () => {
    const cyclic = (): Record<string, unknown> => {
      const made: Record<string, unknown> = { list: [1] };
      made['self'] = made;
      return made;
    };
    expect(decide([{ eq: [{ var: 'a' }, { var: 'b' }] }], { a: cyclic(), b: cyclic() })).toBe(true);
    const other = { ...cyclic(), list: [2] };
    expect(decide([{ eq: [{ var: 'a' }, { var: 'b' }] }], { a: cyclic(), b: other })).toBe(false);
  });

  it('is undecided by operators named like members of Object.prototype, once they are reached', () => {
    expect(decide([{ toString: 1 }])).toBeNull();
    expect(decide([JSON.parse('{"__proto__":[]}')])).toBeNull();
    expect(decide([{ or: [{ value: true }, { constructor: 1 }] }])).toBe(true);
  });

  it.each(['__proto__', 'constructor', 'toString'])(
    'takes %s as an attribute name like any other',
    (name) => {
      const filter = [{ eq: [{ var: name }, { value: 'x' }] }];
      const { test } = compileAudience(JSON.stringify({ filter }));
      expect(test(new Map([[name, 'x']]))).toBe(true);
    },
  );

  it('differs on purpose: inherited members are no attributes', () => {
    for (const path of ['constructor', 'user/toString', 'user/__proto__', 'list/map']) {
      expect(decide([{ null: { var: path } }], { user: {}, list: [] })).toBe(true);
    }
  });
});

describe('toText', () => {
  it.each([
    [8.2, '8.199999999999999'],
    [100.1, '100.099999999999994'],
    [1e21, '1e+21'],
    [1e30, '1e+3'],
    [1e-16, '0'],
    [-1e-16, '-0'],
    [-0, '0'],
    [120.5, '120.5'],
    [2 ** 60, '1152921504606846976'],
    [NaN, 'NaN'],
    [true, 'true'],
    [null, null],
    [[], null],
  ])('of %j is %j', (value, text) => {
    expect(toText(value)).toBe(text);
  });
});
