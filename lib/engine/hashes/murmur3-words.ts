/*
 * MurmurHash3 (x86, 32 bit) of a key made of whole 32-bit little-endian words, a word at a time: what comes first in every
 * key (an experiment's seeds) is hashed once, when the configuration is compiled.
 */

/** Feeds one word (taken modulo 2^32) to the state; the state before any word is the seed. */
export function murmur3Word(state: number, word: number): number {
  const k = Math.imul(word, 0xcc9e2d51);
  const h = state ^ Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

/**
 * Finishes the hash.
 *
 * @param state - what {@link murmur3Word} returned for the last word
 * @param length - of the whole key, in bytes
 * @returns an unsigned 32-bit integer, the same as `murmur3` gives for those bytes
 */
export function murmur3End(state: number, length: number): number {
  let h = state ^ length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
