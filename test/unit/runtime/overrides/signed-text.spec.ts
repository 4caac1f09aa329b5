import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SignedText } from '../../../../lib/runtime/overrides/signed-text.js';

const SECRET = 'a secret of the tests';
const OTHER = 'another secret of them';
const texts = (instance = 'default', ...secrets: string[]): SignedText =>
  new SignedText('overrides', instance, secrets.length === 0 ? [SECRET] : secrets);

/** Characters that a token can be changed to. */
const BYTES = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));

describe('a signed text', () => {
  it('is v1, the text in base64url, and an HMAC-SHA-256 of all that it is bound to', () => {
    const body = Buffer.from('hello').toString('base64url');
    const signed = ['nestjs-experimentation', 'v1', 'overrides', 'shop', body].join('\0');
    const signature = createHmac('sha256', SECRET).update(signed).digest('base64url');
    expect(texts('shop').sign('hello')).toBe(`v1.${body}.${signature}`);
  });

  it('is read again, whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(texts().open(texts().sign(`.${text}`))).toEqual({ text: `.${text}` });
      }),
    );
  });

  it('is refused after any change of a single byte', () => {
    const token = texts().sign('{"set":[["checkout","b"]]}');
    for (let at = 0; at < token.length; at++) {
      for (const byte of BYTES) {
        if (byte === token[at]) continue;
        expect(texts().open(token.slice(0, at) + byte + token.slice(at + 1))).not.toHaveProperty('text');
      }
    }
  });

  it('is refused when something is missing or added', () => {
    const token = texts().sign('text');
    for (let at = 0; at < token.length; at++) {
      expect(texts().open(token.slice(0, at))).toHaveProperty('fault');
      expect(texts().open(token.slice(0, at) + token.slice(at + 1))).toHaveProperty('fault');
    }
    for (const more of ['.', '.x', 'A', '=', ' ']) expect(texts().open(token + more)).toHaveProperty('fault');
  });

  it('is read as nothing, never with an error, when it is anything else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (token) => {
        expect(texts().open(token)).toHaveProperty('fault');
        expect(texts().open(`v1.${token}`)).toHaveProperty('fault');
      }),
    );
  });

  it('is bound to the name of the instance', () => {
    expect(texts('b').open(texts('a').sign('text'))).toEqual({ fault: 'signature' });
  });

  it('is signed with the first secret, and read with all', () => {
    expect(texts('i', OTHER, SECRET).open(texts('i', SECRET).sign('text'))).toEqual({ text: 'text' });
    expect(texts('i', OTHER, SECRET).sign('text')).toBe(texts('i', OTHER).sign('text'));
    expect(texts('i', OTHER).open(texts('i', SECRET).sign('text'))).toEqual({ fault: 'signature' });
  });

  it('of another version is told apart', () => {
    expect(texts().open(texts().sign('text').replace('v1', 'v2'))).toEqual({ fault: 'version' });
  });
});
