import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64url } from '../../../../lib/engine/hashes/base64url.js';
import { cesu8 } from '../../../../lib/engine/hashes/cesu8.js';
import { md5 } from '../../../../lib/engine/hashes/md5.js';
import { murmur3 } from '../../../../lib/engine/hashes/murmur3.js';
import { murmur3End, murmur3Word } from '../../../../lib/engine/hashes/murmur3-words.js';

describe('md5', () => {
  it('gives the digest of RFC 1321 for the empty message', () => {
    expect(Buffer.from(md5(new Uint8Array())).toString('hex')).toBe('d41d8cd98f00b204e9800998ecf8427e');
  });

  it('agrees with node:crypto at every length around the block limits', () => {
    for (let length = 0; length < 200; length++) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 37 + length) & 255);
      expect(Buffer.from(md5(bytes)).toString('hex')).toBe(createHash('md5').update(bytes).digest('hex'));
    }
  });

  it('agrees with node:crypto for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(Buffer.from(md5(bytes))).toEqual(createHash('md5').update(bytes).digest());
      }),
    );
  });
});

describe('base64url', () => {
  it('agrees with Buffer for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(base64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
      }),
    );
  });
});

describe('cesu8', () => {
  it('is UTF-8 for text without surrogates', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xd7ff })), (codes) => {
        const text = String.fromCharCode(...codes);
        expect(Buffer.from(cesu8(text))).toEqual(Buffer.from(text, 'utf8'));
      }),
    );
  });

  it('writes each surrogate as three bytes', () => {
    expect(Buffer.from(cesu8('😀')).toString('hex')).toBe('eda0bdedb880');
    expect(Buffer.from(cesu8('a\ud800')).toString('hex')).toBe('61eda080');
  });
});

describe('murmur3Word and murmur3End', () => {
  it('agree with murmur3 over the same bytes', () => {
    const word = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), word, (words, seed) => {
        const view = new DataView(new ArrayBuffer(words.length * 4));
        words.forEach((value, index) => view.setUint32(index * 4, value, true));
        const bytes = new Uint8Array(view.buffer);
        expect(murmur3End(words.reduce(murmur3Word, seed), bytes.length)).toBe(
          murmur3(bytes, bytes.length, seed),
        );
      }),
    );
  });

  it('take words modulo 2^32', () => {
    expect(murmur3Word(0, -1)).toBe(murmur3Word(0, 0xffffffff));
    expect(murmur3Word(0, NaN)).toBe(murmur3Word(0, 0));
  });
});
