import { murmur3 } from '../../../engine/hashes/murmur3.js';
import { Utf8Buffer } from '../../../engine/hashes/utf8.js';
import type { Buckets } from '../subject/campaign-lookup.js';

const SEED = 1;
const HASHES = 2 ** 32;

/** Buckets that decide whether a visitor takes part: 1..100. */
export const TRAFFIC_BUCKETS = 100;
/** Puts visitors into buckets by MurmurHash3. Holds a buffer, so that hashing allocates nothing. */
export class Bucketer implements Buckets {
  private readonly buffer = new Utf8Buffer();

  bucket(prefix: string, userId: string, count: number): number {
    const text = this.buffer.set(prefix).append(userId);
    return Math.floor(count * (murmur3(text.bytes, text.length, SEED) / HASHES) + 1);
  }
}
