import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCookieValue, readCookie } from '../../../../lib/runtime/cookie/header.js';

describe('readCookie', () => {
  it.each([
    ['v=1', '1'],
    ['a=2; v=1', '1'],
    ['v=1; v=2', '1'],
    ['a=v=2; v=1', '1'],
    ['av=2; v=1', '1'],
    ['va=2;v=1', '1'],
    ['  v \t= \t1 ; x=2', '1'],
    ['v="1"', '1'],
    ['v="', '"'],
    ['v=', ''],
    ['v', undefined],
    ['v;v=1', '1'],
    ['', undefined],
    [undefined, undefined],
    ['V=1', undefined],
    ['\u00a0v=1', undefined],
    ['v=a=b', 'a=b'],
    ['__proto__=1', undefined],
  ])('reads v of %j', (header, value) => {
    expect(readCookie(header, 'v')).toBe(value);
  });

  it('finds every cookie of a header, the first of its name, whatever the values', () => {
    const name = fc.stringMatching(/^[a-z]{1,3}$/);
    const value = fc.stringMatching(/^[!#-+\--:<-~]{0,8}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 8 }), (pairs) => {
        const header = pairs.map(([key, text]) => `${key}=${text}`).join('; ');
        const first = new Map(pairs.toReversed());
        for (const [key, text] of first) expect(readCookie(header, key)).toBe(text);
      }),
    );
  });
});

describe('decodeCookieValue', () => {
  it.each([
    ['a%20b', 'a b'],
    ['100%', '100%'],
    ['%zz', '%zz'],
    ['plain', 'plain'],
  ])('makes %j %j', (value, decoded) => {
    expect(decodeCookieValue(value)).toBe(decoded);
  });
});
