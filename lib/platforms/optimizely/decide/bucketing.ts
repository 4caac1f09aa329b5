import { murmur3 } from '../../../engine/hashes/murmur3.js';
import { Utf8Buffer } from '../../../engine/hashes/utf8.js';

const SEED = 1;
/** Buckets are 0..9999. */
export const BUCKETS = 10_000;
const RANGE = 2 ** 32;

/** Computes buckets. Keeps the encoded bucketing id, since one visitor is usually bucketed many times in a row. */
export class Bucketer {
  private readonly buffer = new Utf8Buffer();
  private encoded = '';
  private encodedLength = 0;

  /** The bucket, 0..9999, of a bucketing id for an entity (experiment, rule, holdout or group id). */
  bucket(bucketingId: string, entityId: string): number {
    // Half of a surrogate pair may find its other half in the entity: then the two are one text.
    if (endsInHalfPair(bucketingId)) {
      this.encode(bucketingId + entityId);
      return this.hash();
    }
    if (bucketingId !== this.encoded) this.encode(bucketingId);
    this.buffer.length = this.encodedLength;
    this.buffer.append(entityId);
    return this.hash();
  }

  private hash(): number {
    const { bytes, length } = this.buffer;
    return Math.floor((murmur3(bytes, length, SEED) / RANGE) * BUCKETS);
  }

  private encode(text: string): void {
    this.encodedLength = this.buffer.set(text).length;
    this.encoded = text;
  }
}

function endsInHalfPair(bucketingId: string): boolean {
  const last = bucketingId.charCodeAt(bucketingId.length - 1);
  return last >= 0xd800 && last <= 0xdbff;
}
