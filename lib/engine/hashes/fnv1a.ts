const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/** The state before any input. */
export const FNV_START = OFFSET | 0;

/**
 * Feeds text to a 32-bit FNV-1a state, a UTF-16 code unit at a time (not a byte: units above 255 are XORed whole).
 * Being incremental, a seed that comes first is hashed once, when the configuration is compiled.
 *
 * @param state - {@link FNV_START}, or what an earlier call returned
 * @returns the new state; `>>> 0` makes it the unsigned hash
 */
export function fnv1a(state: number, text: string): number {
  let h = state;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), PRIME);
  return h;
}

/** Feeds the decimal digits of an unsigned 32-bit integer, without making a string of them. */
export function fnv1aDecimal(state: number, value: number): number {
  // In two halves: each is a small integer, which is divided several times faster than a number beyond 2^31.
  const high = Math.floor(value / 100_000);
  const low = value - high * 100_000;
  return high === 0 ? leadingDigits(state, low) : fiveDigits(leadingDigits(state, high), low);
}

function leadingDigits(state: number, value: number): number {
  if (value >= 10_000) return fiveDigits(state, value);
  if (value >= 1_000) return fourDigits(state, value);
  if (value >= 100) return threeDigits(state, value);
  return value >= 10 ? twoDigits(state, value) : digit(state, value);
}

function fiveDigits(state: number, value: number): number {
  const first = (value / 10_000) | 0;
  return fourDigits(digit(state, first), value - first * 10_000);
}

function fourDigits(state: number, value: number): number {
  const first = (value / 1_000) | 0;
  return threeDigits(digit(state, first), value - first * 1_000);
}

function threeDigits(state: number, value: number): number {
  const first = (value / 100) | 0;
  return twoDigits(digit(state, first), value - first * 100);
}

function twoDigits(state: number, value: number): number {
  const first = (value / 10) | 0;
  return digit(digit(state, first), value - first * 10);
}

function digit(state: number, value: number): number {
  return Math.imul(state ^ (48 + value), PRIME);
}
