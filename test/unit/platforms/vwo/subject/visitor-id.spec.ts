import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasLoneSurrogate, VisitorIds } from '../../../../../lib/platforms/vwo/subject/visitor-id.js';

const { getUUID } = createRequire(import.meta.url)('vwo-fme-node-sdk') as {
  getUUID(userId: string, accountId: string): string;
};

const text = fc.string({ minLength: 1, unit: fc.constantFrom('a', '7', '_', ' ', 'é', 'ユ', '😀', '\0') });

describe('VisitorIds', () => {
  it('makes the UUID that VWO documents', () => {
    expect(new VisitorIds('123456').of('user-1')).toBe('D8E56BFF89A75539B46C1FECD3C97D7C');
  });

  it('agrees with the official SDK', () => {
    fc.assert(
      fc.property(text, text, (user, account) => {
        expect(new VisitorIds(account).of(user)).toBe(getUUID(user, account));
      }),
    );
  });

  it('has none without an account or a visitor', () => {
    expect(new VisitorIds('').of('u')).toBeUndefined();
    expect(new VisitorIds('1').of('')).toBeUndefined();
  });
});

describe('hasLoneSurrogate', () => {
  it.each([
    ['', false],
    ['user', false],
    ['😀😀', false],
    ['\ud83d', true],
    ['a\ude00b', true],
    ['\ude00\ud83d', true],
    ['😀\ud83d', true],
  ])('%j: %s', (text, expected) => {
    expect(hasLoneSurrogate(text)).toBe(expected);
  });
});
