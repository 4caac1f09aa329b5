import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCookieSigner } from '../../../../lib/runtime/cookie/signer.js';

describe('createCookieSigner', () => {
  const signer = createCookieSigner(['new secret', 'old secret']);

  it('signs as cookie-signature does', () => {
    // cookie-signature 1.2.2: sign('hello', 'tobiiscool')
    expect(createCookieSigner(['tobiiscool']).sign('hello')).toBe(
      's:hello.DGDUkGlIkCzPz+C0B064FNgHdEjox7ch8tOBGslZ5QI',
    );
  });

  it('gives back what any of the secrets has signed', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(signer.unsign(signer.sign(value))).toBe(value);
        expect(signer.unsign(createCookieSigner(['old secret']).sign(value))).toBe(value);
      }),
    );
  });

  it('takes nothing that was changed, or signed by others', () => {
    const signed = signer.sign('anna');
    fc.assert(
      fc.property(fc.nat(signed.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, other) => {
        fc.pre(signed[at] !== other);
        expect(signer.unsign(signed.slice(0, at) + other + signed.slice(at + 1))).toBeUndefined();
      }),
    );
    for (const forged of [
      '',
      's:',
      's:.',
      'anna',
      's:anna',
      signed.slice(2),
      createCookieSigner(['x']).sign('anna'),
    ]) {
      expect(signer.unsign(forged)).toBeUndefined();
    }
  });
});
