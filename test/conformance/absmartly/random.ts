/** A small seeded generator (mulberry32), so that every run can be repeated. */
export class Random {
  constructor(private state: number) {}

  /** A double in [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** An integer from 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  /** Makes `count` things. */
  times<T>(count: number, make: (index: number) => T): T[] {
    return Array.from({ length: count }, (_, index) => make(index));
  }

  word32(): number {
    return Math.floor(this.next() * 4294967296);
  }
}

/** The seed of a run: `CONFORMANCE_SEED`, or a fixed one. */
export const SEED = Number(process.env['CONFORMANCE_SEED'] ?? 20261121);

/** How many times the usual amount is run: `CONFORMANCE_RUNS`. */
export const RUNS = Number(process.env['CONFORMANCE_RUNS'] ?? 1);
