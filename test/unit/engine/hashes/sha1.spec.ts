import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha1 } from '../../../../lib/engine/hashes/sha1.js';

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

describe('sha1', () => {
  it('agrees with published vectors', () => {
    const of = (text: string): string => hex(sha1(Buffer.from(text), Buffer.byteLength(text)));
    expect(of('')).toBe('da39a3ee5e6b4b0d3255bfef95601890afd80709');
    expect(of('abc')).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
  });

  it('agrees with node:crypto at every length around a block', () => {
    for (let length = 0; length <= 200; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 0xff);
      expect(hex(sha1(bytes, length)), `length ${length}`).toBe(
        createHash('sha1').update(bytes).digest('hex'),
      );
    }
  });

  it('reads no more than it is told to', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, limit) => {
        const length = Math.min(limit, bytes.length);
        const expected = createHash('sha1').update(bytes.subarray(0, length)).digest('hex');
        expect(hex(sha1(bytes, length))).toBe(expected);
      }),
    );
  });
});
