import fc from 'fast-check';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { GivenHeaders } from '../../../../lib/nest/origin/given-headers.js';
import { OutgoingHead } from '../../../../lib/nest/origin/outgoing-head.js';

const NAMES = ['Set-Cookie', 'set-cookie', 'SET-COOKIE', 'X-One', 'Cache-Control', 'content-type'];

type Pair = [name: string, value: string | string[]];

const pairs = fc.array(
  fc.tuple(
    fc.constantFrom(...NAMES),
    fc.oneof(fc.constantFrom('a=1', 'b=2', 'c'), fc.array(fc.constantFrom('d=4', 'e=5'), { minLength: 1 })),
  ),
  { maxLength: 6 },
);

/** Headers in the forms that `writeHead` takes. */
const FORMS: Record<string, (given: Pair[]) => GivenHeaders> = {
  object: (given) => Object.fromEntries(given),
  turns: (given) => given.flat(1),
  pairs: (given) => given,
};

/** What a head says under names other than that of cookies. */
function others(given: GivenHeaders): unknown[] {
  const isCookie = (name: unknown): boolean => String(name).toLowerCase() === 'set-cookie';
  const list = Array.isArray(given) ? (given as unknown[]) : Object.entries(given ?? {});
  const paired = Array.isArray(list[0])
    ? (list as unknown[][])
    : list.flatMap((name, i) => (i % 2 === 0 ? [[name, list[i + 1]]] : []));
  return paired.filter(([name]) => !isCookie(name));
}

const response = (): ServerResponse => new ServerResponse(new IncomingMessage(new Socket()));

describe.each(Object.keys(FORMS))('a head that is given headers as %s', (form) => {
  it('keeps all there is when cookies are added, and what was given as it was', () => {
    fc.assert(
      fc.property(pairs, fc.array(fc.constantFrom('x=8', 'y=9'), { minLength: 1 }), (list, added) => {
        const given = (FORMS[form] as (list: Pair[]) => GivenHeaders)(list);
        const before = structuredClone(given);
        const head = new OutgoingHead(200, given, response());
        const cookies = head.values('set-cookie');
        head.addCookies(added);
        expect(head.values('set-cookie')).toEqual([...cookies, ...added]);
        expect(others(head.given)).toEqual(others(before));
        expect(given).toEqual(before);
      }),
    );
  });

  it('wins over what was set before, unless both are to be kept', () => {
    fc.assert(
      fc.property(pairs, fc.boolean(), (list, keeps) => {
        const given = (FORMS[form] as (list: Pair[]) => GivenHeaders)(list);
        const native = response();
        native.setHeader('Set-Cookie', 'earlier=1');
        const head = new OutgoingHead(200, given, native);
        const own = new OutgoingHead(200, given, response()).values('set-cookie');
        if (keeps) head.keepEarlierCookies();
        const expected = own.length === 0 || keeps ? ['earlier=1', ...own] : own;
        expect(head.values('set-cookie')).toEqual(expected);
      }),
    );
  });
});

describe('a head that is given nothing', () => {
  it('is what was set, and what is added is set', () => {
    const native = response();
    native.setHeader('Set-Cookie', ['a=1', 'b=2']);
    const head = new OutgoingHead(200, undefined, native);
    expect([head.setsCookie('a'), head.setsCookie('b'), head.setsCookie('c')]).toEqual([true, true, false]);
    head.addCookies(['c=3']);
    expect(native.getHeader('set-cookie')).toEqual(['a=1', 'b=2', 'c=3']);
    expect(head.given).toBeUndefined();
  });
});
