import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { murmur3 } from '../../../lib/engine/hashes/murmur3.js';
import { MurmurPlace } from '../../../lib/platform-kit/murmur-place.js';

const text = fc.string({ unit: 'binary' });

function expected(whole: string): number {
  const bytes = new TextEncoder().encode(whole);
  return murmur3(bytes, bytes.length, 1) / 2 ** 32;
}

describe('MurmurPlace', () => {
  it('is in [0, 1), and that of the two texts as one, whatever was placed before', () => {
    const place = new MurmurPlace();
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text)), text, (others, first) => {
        for (const [, second] of others) expect(place.of(first, second)).toBe(expected(first + second));
        for (const [other, second] of others) {
          const found = place.of(other, second);
          expect(found).toBe(expected(other + second));
          expect(found >= 0 && found < 1).toBe(true);
        }
      }),
    );
  });

  it('joins a surrogate pair that is split over the two texts', () => {
    const place = new MurmurPlace();
    expect(place.of('a\ud83d', '\ude00b')).toBe(expected('a😀b'));
    expect(place.of('a', 'b')).toBe(expected('ab'));
    expect(place.of('a\ud83d', 'b')).toBe(expected('a\ufffdb'));
  });

  it('is what published vectors of MurmurHash3 say', () => {
    expect(new MurmurPlace().of('', '')).toBe(0x514e28b7 / 2 ** 32);
  });
});
