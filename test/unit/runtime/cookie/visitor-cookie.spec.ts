import { describe, expect, it } from 'vitest';
import { createCookieSigner } from '../../../../lib/runtime/cookie/signer.js';
import { VisitorCookie } from '../../../../lib/runtime/cookie/visitor-cookie.js';
import { isVisitorCode } from '../../../../lib/runtime/cookie/visitor-code.js';

const SETTINGS = {
  name: 'v',
  domain: undefined,
  path: '/',
  maxAgeMs: 1_500,
  secure: 'auto',
  httpOnly: true,
  sameSite: 'strict',
  partitioned: false,
  renewAfterMs: null,
} as const;
const HTTP = { isSecure: false };
const HTTPS = { isSecure: true };
const RULE = { maxLength: 20, pattern: null };

describe('isVisitorCode', () => {
  it.each([
    ['x', true],
    ['x'.repeat(20), true],
    ['x'.repeat(21), false],
    ['', false],
    ['a b', false],
    ['a\n', false],
    ['\u007f', false],
    ['é', false],
    ['{"a":1}', true],
    [42, false],
    [null, false],
  ])('takes %j: %s', (value, taken) => {
    expect(isVisitorCode(value, RULE)).toBe(taken);
  });

  it('asks the pattern', () => {
    expect(isVisitorCode('abc', { maxLength: 20, pattern: /^\d+$/ })).toBe(false);
  });
});

const DAY_MS = 86_400_000;

/** The cookie of the code alone. */
const first = (cookies: readonly string[]): string => cookies[0] ?? '';

describe('VisitorCookie', () => {
  const plain = new VisitorCookie(SETTINGS, RULE, null);

  it('is secure when the request was', () => {
    expect(first(plain.write('a/b', HTTP))).toBe('v=a%2Fb; Path=/; Max-Age=1; HttpOnly; SameSite=Strict');
    expect(first(plain.write('a', HTTPS))).toContain('; Secure');
    const always = new VisitorCookie({ ...SETTINGS, secure: true }, RULE, null);
    expect(first(always.write('a', HTTP))).toContain('; Secure');
    const never = new VisitorCookie({ ...SETTINGS, secure: false }, RULE, null);
    expect(first(never.write('a', HTTPS))).not.toContain('Secure');
  });

  it('reads what it writes, signed or not', () => {
    const signer = createCookieSigner(['secret']);
    for (const cookie of [plain, new VisitorCookie(SETTINGS, RULE, () => signer)]) {
      for (const code of ['anna', 'a/b=c;d', '100%', 's:x.y']) {
        expect(cookie.read(first(cookie.write(code, HTTPS)))).toBe(code);
      }
    }
  });

  it('writes what it has just read as it came', () => {
    expect(plain.read('v=anna-1')).toBe('anna-1');
    expect(first(plain.write('anna-1', HTTP))).toMatch(/^v=anna-1; /);
    expect(plain.read('v=a b')).toBeUndefined();
    expect(first(plain.write('anna-1', HTTP))).toMatch(/^v=anna-1; /);
    expect(plain.read('v="a/b"')).toBe('a/b');
    expect(first(plain.write('a/b', HTTP))).toMatch(/^v=a%2Fb; /);
  });

  it('takes what no browser sends for no code', () => {
    expect(plain.read('v=\ud800')).toBeUndefined();
    expect(plain.read('v=')).toBeUndefined();
    expect(plain.read(`v=${'x'.repeat(21)}`)).toBeUndefined();
  });

  it('does not look into what is far too long', () => {
    expect(plain.read(`v=${'%61'.repeat(20)}`)).toBe('a'.repeat(20));
    expect(plain.read(`v=${'%61'.repeat(1_000)}`)).toBeUndefined();
  });

  it('is partitioned where that is asked for', () => {
    const partitioned = new VisitorCookie({ ...SETTINGS, secure: true, partitioned: true }, RULE, null);
    expect(partitioned.write('a', HTTPS)).toEqual([
      'v=a; Path=/; Max-Age=1; HttpOnly; SameSite=Strict; Partitioned; Secure',
    ]);
  });

  describe('that is renewed', () => {
    const aged = new VisitorCookie({ ...SETTINGS, httpOnly: false, renewAfterMs: 30 * DAY_MS }, RULE, null);
    const today = Math.floor(Date.now() / DAY_MS);

    it('tells its age in a cookie of its own, with the same attributes, that scripts cannot read', () => {
      expect(aged.write('a', HTTPS)).toEqual([
        'v=a; Path=/; Max-Age=1; SameSite=Strict; Secure',
        `v_since=${today}; Path=/; Max-Age=1; HttpOnly; SameSite=Strict; Secure`,
      ]);
    });

    it.each([
      [`v=a; v_since=${today}`, false],
      [`v=a; v_since=${today - 29}`, false],
      [`v=a; v_since=${today - 30}`, true],
      [`v=a; v_since=${today - 300}`, true],
      ['v=a', true],
      [`v=a; v_since=${today + 1}`, false],
      [`v=a; v_since=${today + 2}`, true],
      ['v=a; v_since=999999', true],
      ['v=a; v_since=', true],
      ['v=a; v_since=-1', true],
      ['v=a; v_since=1e9', true],
      ['v=a; v_since=soon', true],
      [null, true],
    ])('%s is old: %s', (header, old) => {
      expect(aged.isOld(header)).toBe(old);
    });

    it('is always old where less than a day is asked for', () => {
      const brief = new VisitorCookie({ ...SETTINGS, renewAfterMs: DAY_MS - 1 }, RULE, null);
      expect(brief.isOld(`v=a; v_since=${today}`)).toBe(true);
    });
  });
});
