import { FNV_START, fnv1a, fnv1aDecimal } from '../../../engine/hashes/fnv1a.js';
import { textOf } from '../payload/coerce.js';

/** Where a visitor falls in 0..1, by the value that is hashed. */
export type Bucketer = (value: unknown) => number;

/**
 * Prepares GrowthBook's hash for one seed.
 *
 * Version 1: FNV-1a of value + seed, modulo 1000. Version 2: FNV-1a of the decimal text of FNV-1a of seed + value, modulo
 * 10000 - the seed's part of it is computed here.
 *
 * @returns null for any other version, of which nobody has a bucket
 */
export function bucketer(seed: string, version: unknown): Bucketer | null {
  if (version === 1) {
    return (value) => ((fnv1a(fnv1a(FNV_START, hashText(value)), seed) >>> 0) % 1000) / 1000;
  }
  if (version === 2) {
    const seeded = fnv1a(FNV_START, seed);
    return (value) => {
      const first = fnv1a(seeded, hashText(value)) >>> 0;
      return ((fnv1aDecimal(FNV_START, first) >>> 0) % 10000) / 10000;
    };
  }
  return null;
}

function hashText(value: unknown): string {
  return typeof value === 'string' ? value : (textOf(value) ?? '');
}
