import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { FNV_START, fnv1a, fnv1aDecimal } from '../../../../lib/engine/hashes/fnv1a.js';
import { murmur3 } from '../../../../lib/engine/hashes/murmur3.js';
import { Utf8Buffer } from '../../../../lib/engine/hashes/utf8.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('murmur3', () => {
  it.each([
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['hello', 0, 0x248bfa47],
    ['hello, world', 0, 0x149bbb7f],
    ['The quick brown fox jumps over the lazy dog', 0, 0x2e4ff723],
    ['12_123456_user-1', 1, 2_978_805_905],
    ['1_ユーザー', 1, 1_151_247_367],
  ])('hashes %j with seed %i to the published value', (text, seed, expected) => {
    const bytes = bytesOf(text);
    expect(murmur3(bytes, bytes.length, seed)).toBe(expected);
  });

  it('reads only as many bytes as it is told', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), fc.nat(), (key, rest, seed) => {
        const longer = new Uint8Array([...key, ...rest]);
        expect(murmur3(longer, key.length, seed)).toBe(murmur3(key, key.length, seed));
      }),
    );
  });
});

describe('Utf8Buffer', () => {
  it('writes what the platform encoder writes, lone surrogates included', () => {
    const buffer = new Utf8Buffer();
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\ud83d', '\ude00', '😀', 'é'))),
        (parts) => {
          const text = parts.join('');
          buffer.set(text);
          expect([...buffer.bytes.subarray(0, buffer.length)]).toEqual([...bytesOf(text)]);
        },
      ),
    );
  });

  it('appends', () => {
    const buffer = new Utf8Buffer().set('é'.repeat(300)).append('😀');
    expect(new TextDecoder().decode(buffer.bytes.subarray(0, buffer.length))).toBe(`${'é'.repeat(300)}😀`);
  });
});

describe('fnv1a', () => {
  it.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('hashes %j to the published value', (text, expected) => {
    expect(fnv1a(FNV_START, text) >>> 0).toBe(expected);
  });

  it('is incremental', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(fnv1a(fnv1a(FNV_START, a), b)).toBe(fnv1a(FNV_START, a + b));
      }),
    );
  });

  it('hashes the digits of a number like its text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (n) => {
        expect(fnv1aDecimal(FNV_START, n)).toBe(fnv1a(FNV_START, String(n)));
      }),
    );
  });
});
