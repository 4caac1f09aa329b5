/** A small seeded generator (mulberry32): the same seed makes the same things on every machine, so a failure can be replayed. */
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

  /** An integer from `lowest` to `highest`, both included. */
  between(lowest: number, highest: number): number {
    return lowest + this.int(highest - lowest + 1);
  }

  /** An integer of 32 bits, without a sign. */
  word32(): number {
    return this.int(4294967296);
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of the list. */
  pick<T>(list: readonly T[]): T {
    return list[this.int(list.length)] as T;
  }

  /** Up to `most` of the list, possibly the same more than once. */
  few<T>(list: readonly T[], most: number): T[] {
    return this.list(0, most, () => this.pick(list));
  }

  /** Each of the list with the given probability, in any order. */
  subset<T>(list: readonly T[], probability: number): T[] {
    const chosen = list.filter(() => this.chance(probability));
    for (let i = chosen.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      [chosen[i], chosen[j]] = [chosen[j] as T, chosen[i] as T];
    }
    return chosen;
  }

  /** `count` values, made one after another. */
  times<T>(count: number, make: (index: number) => T): T[] {
    return Array.from({ length: count }, (_, index) => make(index));
  }

  /** Between `min` and `max` values, made one after another. */
  list<T>(min: number, max: number, make: (index: number) => T): T[] {
    return this.times(this.between(min, max), make);
  }
}
