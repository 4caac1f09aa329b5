import { describe, expect, it } from 'vitest';
import { quietConsole } from '../../../../support/quiet-console.js';
import { both, judge } from './judgements.js';

const YES = true;
const NO = false;
const VISITOR = {
  id: 'u1',
  age: 30,
  vip: true,
  none: null,
  nick: '',
  tags: ['a', 'b'],
  home: { city: 'Paris' },
};

/** What the official SDK (1.8.0) says of this visitor; every row is asked of it again. */
const COMBINED: readonly [condition: unknown, holds: boolean][] = [
  [{}, YES],
  [{ id: 'u1' }, YES],
  [{ id: 'u2' }, NO],
  [{ id: 'u1', age: 30 }, YES],
  [{ id: 'u1', age: 31 }, NO],
  [{ id: 'u2', age: 30 }, NO],
  [{ id: 'u1', age: 30, vip: true }, YES],
  [{ id: 'u1', age: 30, vip: false }, NO],
  [{ id: 'u2', age: 30, vip: true }, NO],
  [{ $or: [{ id: 'u2' }, { age: 30 }] }, YES],
  [{ $or: [{ id: 'u2' }, { age: 31 }] }, NO],
  [{ $or: [] }, YES],
  [{ $and: [{ id: 'u1' }, { age: 30 }] }, YES],
  [{ $and: [{ id: 'u1' }, { age: 31 }] }, NO],
  [{ $and: [{ id: 'u2' }, { age: 30 }, { vip: true }] }, NO],
  [{ $and: [] }, YES],
  [{ $nor: [{ id: 'u2' }, { age: 31 }] }, YES],
  [{ $nor: [{ id: 'u2' }, { age: 30 }] }, NO],
  [{ $nor: [] }, NO],
  [{ $not: { id: 'u2' } }, YES],
  [{ $not: { id: 'u1' } }, NO],
  [{ $not: {} }, NO],
  [{ id: 'u1', $or: [{ age: 1 }, { age: 30 }], $not: { vip: false } }, YES],
  [{ id: 'u1', $or: [{ age: 1 }, { age: 30 }], $not: { vip: true } }, NO],
  [{ $or: 5 }, YES],
  [{ $and: { length: 0 } }, YES],
];

const VALUES: readonly [condition: unknown, holds: boolean][] = [
  [{ age: '30' }, YES],
  [{ age: 30 }, YES],
  [{ nick: 0 }, YES],
  [{ none: 0 }, YES],
  [{ vip: 1 }, YES],
  [{ vip: 'true' }, YES],
  [{ nick: false }, YES],
  [{ age: true }, YES],
  [{ none: false }, NO],
  [{ missing: false }, NO],
  [{ none: null }, YES],
  [{ missing: null }, YES],
  [{ nick: null }, NO],
  [{ none: 'null' }, YES],
  [{ tags: ['a', 'b'] }, YES],
  [{ tags: ['b', 'a'] }, NO],
  [{ tags: 'a,b' }, YES],
  [{ home: { city: 'Paris' } }, YES],
  [{ home: { city: 'Lyon' } }, NO],
  [{ home: {} }, NO],
  [{ home: { $eq: 1, city: 'Paris' } }, NO],
  [{ 'home.city': 'Paris' }, YES],
  [{ 'home.town': null }, YES],
  [{ 'id.length': 2 }, NO],
  [{ 'tags.1': 'b' }, YES],
  [{ 'tags.length': 2 }, YES],
  [{ 'none.city': null }, YES],
];

const GROUPS = {
  list: { type: 'list', attributeKey: 'id', values: ['u1'] },
  ages: { type: 'list', attributeKey: 'age', values: [30] },
  condition: { type: 'condition', condition: { age: { $gt: 18 } } },
  nested: { type: 'condition', condition: { $savedGroup: { id: 'list' }, vip: true } },
  outside: { type: 'condition', condition: { $not: { $savedGroup: { id: 'list' } } } },
  circle: { type: 'condition', condition: { $savedGroup: { id: 'circle' } } },
  bare: ['u1'],
  unknown: { type: 'segment', values: ['u1'] },
};

const REFERENCES: readonly [reference: unknown, holds: boolean][] = [
  [{ id: 'list' }, YES],
  [{ id: 'list', attributeKey: 'age' }, NO],
  [{ id: 'ages' }, YES],
  [{ id: 'ages', attributeKey: 'id' }, NO],
  [{ id: 'list', attributeKey: 5 }, NO],
  [{ id: 'condition' }, YES],
  [{ id: 'condition', attributeKey: 'id' }, YES],
  [{ id: 'nested' }, YES],
  [{ id: 'outside' }, NO],
  [{ id: 'circle' }, NO],
  [{ id: 'bare' }, NO],
  [{ id: 'unknown' }, NO],
  [{ id: 'missing' }, NO],
  [{ id: 5 }, NO],
  [[{ id: 'list' }], NO],
  ['list', NO],
  [null, NO],
];

describe('conditions', () => {
  quietConsole();

  it.each(COMBINED)('%j holds: %s', (condition, holds) => {
    expect(judge(condition, VISITOR)).toMatchObject({ ...both(holds), warnings: [] });
  });

  it.each(VALUES)('%j holds for the value: %s', (condition, holds) => {
    expect(judge(condition, VISITOR)).toMatchObject(both(holds));
  });

  it.each(REFERENCES)('the saved group %j has the visitor: %s', (reference, holds) => {
    expect(judge({ $savedGroup: reference }, VISITOR, GROUPS)).toMatchObject(both(holds));
  });

  it.each([{ $or: null }, { $and: null }, { $or: [null] }, { $not: null }, null, undefined])(
    '%j is answered by nobody, and warned of',
    (condition) => {
      const { warnings, ...judgements } = judge(condition, VISITOR);
      expect(judgements).toEqual(both('throws'));
      expect(warnings).toEqual([expect.stringContaining('; the rule does not apply')]);
    },
  );

  it('that are malformed harm only those who reach them', () => {
    const condition = { $or: [{ id: 'u1' }, null] };
    expect(judge(condition, { id: 'u1' })).toMatchObject(both(YES));
    expect(judge(condition, { id: 'u2' })).toMatchObject(both('throws'));
  });

  it.each([
    [499, NO],
    [500, 'throws'],
  ] as const)('are at most 500 deep, the attribute included: below %i others, %s', (depth, ours) => {
    let condition: unknown = { id: 'u1' };
    for (let i = 0; i < depth; i++) condition = { $not: condition };
    expect(judge(condition, VISITOR).ours).toBe(ours);
  });
});
