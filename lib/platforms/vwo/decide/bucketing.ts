import { MurmurPlace } from '../../../platform-kit/murmur-place.js';
import type { Buckets } from '../subject/campaign-lookup.js';

/** Buckets that decide whether a visitor takes part: 1..100. */
export const TRAFFIC_BUCKETS = 100;

/** Puts visitors into buckets by MurmurHash3. */
export class Bucketer implements Buckets {
  private readonly place = new MurmurPlace();

  bucket(prefix: string, userId: string, count: number): number {
    return Math.floor(count * this.place.of(prefix, userId) + 1);
  }
}
