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
  let divisor = 1;
  while (value / divisor >= 10) divisor *= 10;
  let h = state;
  let rest = value;
  for (; divisor >= 1; divisor /= 10) {
    const digit = Math.floor(rest / divisor);
    rest -= digit * divisor;
    h = Math.imul(h ^ (48 + digit), PRIME);
  }
  return h;
}
