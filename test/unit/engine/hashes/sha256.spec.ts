import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sha256 } from '../../../../lib/engine/hashes/sha256.js';

const nodeHex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('Sha256', () => {
  it('agrees with the published vectors', () => {
    const sha = new Sha256();
    const text = new TextEncoder();
    sha.digest(text.encode(''), 0);
    expect(sha.hex()).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    sha.digest(text.encode('abc'), 3);
    expect(sha.hex()).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('agrees with OpenSSL at every length around the block borders', () => {
    const sha = new Sha256();
    for (let length = 0; length < 260; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + length) & 255);
      sha.digest(bytes, length);
      expect(sha.hex(), `length ${length}`).toBe(nodeHex(bytes));
    }
  });

  it('agrees with OpenSSL on any bytes, and ignores what follows the length', () => {
    const sha = new Sha256();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.uint8Array({ maxLength: 70 }), (message, noise) => {
        const buffer = Uint8Array.of(...message, ...noise);
        sha.digest(buffer, message.length);
        expect(sha.hex()).toBe(nodeHex(message));
      }),
    );
  });

  it('pads a long message with its length in bits', () => {
    const bytes = new Uint8Array(3_000_000).fill(97);
    const sha = new Sha256();
    sha.digest(bytes, bytes.length);
    expect(sha.hex()).toBe(nodeHex(bytes));
  });
});
