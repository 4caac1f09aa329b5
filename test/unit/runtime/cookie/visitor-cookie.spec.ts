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

describe('VisitorCookie', () => {
  const plain = new VisitorCookie(SETTINGS, RULE, null);

  it('is secure when the request was', () => {
    expect(plain.write('a/b', HTTP)).toBe('v=a%2Fb; Path=/; Max-Age=1; HttpOnly; SameSite=Strict');
    expect(plain.write('a', HTTPS)).toContain('; Secure');
    expect(new VisitorCookie({ ...SETTINGS, secure: true }, RULE, null).write('a', HTTP)).toContain(
      '; Secure',
    );
    expect(new VisitorCookie({ ...SETTINGS, secure: false }, RULE, null).write('a', HTTPS)).not.toContain(
      'Secure',
    );
  });

  it('reads what it writes, signed or not', () => {
    const signer = createCookieSigner(['secret']);
    for (const cookie of [plain, new VisitorCookie(SETTINGS, RULE, () => signer)]) {
      for (const code of ['anna', 'a/b=c;d', '100%', 's:x.y']) {
        expect(cookie.read(cookie.write(code, HTTPS))).toBe(code);
      }
    }
  });

  it('writes what it has just read as it came', () => {
    expect(plain.read('v=anna-1')).toBe('anna-1');
    expect(plain.write('anna-1', HTTP)).toMatch(/^v=anna-1; /);
    expect(plain.read('v=a b')).toBeUndefined();
    expect(plain.write('anna-1', HTTP)).toMatch(/^v=anna-1; /);
    expect(plain.read('v="a/b"')).toBe('a/b');
    expect(plain.write('a/b', HTTP)).toMatch(/^v=a%2Fb; /);
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
});
