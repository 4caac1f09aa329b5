import { murmur3End, murmur3Word } from '../../../engine/hashes/murmur3-words.js';

/** The vendor multiplies by the reciprocal; dividing would give another double for one hash in eight hundred. */
const TO_UNIT_INTERVAL = 1 / 0xffffffff;

/** A prepared draw: weights summed up, seeds hashed. */
export interface WeightedDraw {
  /** The hash state after the seeds. */
  readonly state: number;
  /** Upper limits, one per weight, in order. */
  readonly limits: readonly number[];
  /** What is drawn beyond the last limit: the last index; -1 without weights, NaN where there is no list at all. */
  readonly last: number;
}

/**
 * Prepares a draw.
 *
 * @param weights - a list of numbers; members of other types are added as JavaScript's `+` adds them, as the vendor does
 * @returns null when there are no weights to draw by (undefined, null)
 */
export function compileDraw(weights: unknown, seedHi: unknown, seedLo: unknown): WeightedDraw | null {
  if (weights === undefined || weights === null) return null;
  const state = murmur3Word(murmur3Word(0, Number(seedLo)), Number(seedHi));
  if (!Array.isArray(weights) && typeof weights !== 'string') return { state, limits: [], last: NaN };
  const limits: number[] = [];
  let sum: unknown = 0;
  for (const weight of weights) {
    sum = (sum as number) + (weight as number);
    limits.push(Number(sum));
  }
  return { state, limits, last: weights.length - 1 };
}

/** Where a unit falls: 0 to 1, both included. */
export function position(draw: WeightedDraw, unitHash: number): number {
  return murmur3End(murmur3Word(draw.state, unitHash), 12) * TO_UNIT_INTERVAL;
}

/** The index that a position draws. */
export function indexAt(draw: WeightedDraw, position: number): number {
  const limits = draw.limits;
  for (let i = 0; i < limits.length; i++) {
    if (position < (limits[i] as number)) return i;
  }
  return draw.last;
}
