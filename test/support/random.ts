/** A small seeded generator (mulberry32), so that a failing run can be replayed from its seed. */
export class Random {
  private state: number;

  constructor(readonly seed: number) {
    this.state = seed >>> 0;
  }

  /** A double in [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** An integer in [0, n). */
  int(n: number): number {
    return Math.floor(this.next() * n);
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of the list. */
  pick<T>(list: readonly T[]): T {
    return list[this.int(list.length)] as T;
  }

  /** Between `min` and `max` values, made one after another. */
  list<T>(min: number, max: number, make: (index: number) => T): T[] {
    return Array.from({ length: min + this.int(max - min + 1) }, (_, i) => make(i));
  }
}

/** The seed of a conformance run: `CONFORMANCE_SEED`, else the one given. */
export function conformanceSeed(fallback: number): number {
  return Number(process.env['CONFORMANCE_SEED'] ?? fallback);
}

/** How many times the usual size a conformance run has: `CONFORMANCE_RUNS`, else 1. */
export function conformanceRuns(): number {
  return Number(process.env['CONFORMANCE_RUNS'] ?? 1);
}
