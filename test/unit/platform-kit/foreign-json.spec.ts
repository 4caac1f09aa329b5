import { describe, expect, it } from 'vitest';
import {
  areJsonObjects,
  isJsonObject,
  isObject,
  own,
  ownList,
} from '../../../lib/platform-kit/foreign-json.js';

const INHERITING = Object.create({ list: [1] }) as object;

describe('own', () => {
  it.each<[unknown, string, unknown]>([
    [{ a: 1 }, 'a', 1],
    [{ a: 1 }, 'b', undefined],
    [{}, 'toString', undefined],
    [JSON.parse('{"__proto__":2}'), '__proto__', 2],
    [{}, '__proto__', undefined],
    [[7], '0', 7],
    [Object.assign(Object.create(null) as object, { a: 1 }), 'a', 1],
    [INHERITING, 'list', undefined],
    [null, 'a', undefined],
    [undefined, 'a', undefined],
    ['text', 'length', undefined],
    [5, 'toFixed', undefined],
  ])('of %j, %s, is %j', (value, name, expected) => expect(own(value, name)).toBe(expected));
});

describe('ownList', () => {
  it('is a list, or undefined', () => {
    expect(ownList({ a: [1] }, 'a')).toEqual([1]);
    expect([{ a: {} }, { a: '12' }, {}, null, INHERITING].map((one) => ownList(one, 'a'))).toEqual(
      Array.from({ length: 5 }, () => undefined),
    );
  });
});

describe('kinds of values', () => {
  it.each<[unknown, boolean, boolean]>([
    [{}, true, true],
    [[], true, false],
    [null, false, false],
    [undefined, false, false],
    ['{}', false, false],
    [0, false, false],
  ])('%j may have members: %s, by name: %s', (value, any, named) => {
    expect([isObject(value), isJsonObject(value)]).toEqual([any, named]);
  });

  it('are objects through a whole list, or not', () => {
    expect([[], [{}, { a: 1 }], [{}, []], [{}, null], {}].map(areJsonObjects)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
