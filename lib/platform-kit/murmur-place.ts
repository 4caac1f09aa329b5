import { murmur3 } from '../engine/hashes/murmur3.js';
import { Utf8Buffer } from '../engine/hashes/utf8.js';

const SEED = 1;
const HASHES = 2 ** 32;

/**
 * Places texts by MurmurHash3 (x86, 32 bit, seed 1) in [0, 1): what several vendors bucket by, each with a scale of its own.
 * Holds a buffer, so that hashing allocates nothing, and keeps the first text encoded, which is often asked for many times in
 * a row.
 */
export class MurmurPlace {
  private readonly buffer = new Utf8Buffer();
  private encoded = '';
  private encodedLength = 0;

  /** The place of two texts, one after the other. */
  of(first: string, second: string): number {
    // Half of a surrogate pair may find its other half in the second text: then the two are one text.
    if (endsInHalfPair(first)) {
      this.encode(first + second);
      return this.hash();
    }
    if (first !== this.encoded) this.encode(first);
    this.buffer.length = this.encodedLength;
    this.buffer.append(second);
    return this.hash();
  }

  private hash(): number {
    const { bytes, length } = this.buffer;
    return murmur3(bytes, length, SEED) / HASHES;
  }

  private encode(text: string): void {
    this.encodedLength = this.buffer.set(text).length;
    this.encoded = text;
  }
}

function endsInHalfPair(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff;
}
