/** A small seeded generator (mulberry32): the same seed gives the same payloads and visitors on every machine. */
export class Random {
  private state: number;

  constructor(readonly seed: number) {
    this.state = seed >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** In lowest..highest, both included. */
  int(lowest: number, highest: number): number {
    return lowest + Math.floor(this.next() * (highest - lowest + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.int(0, items.length - 1)] as T;
  }

  some<T>(items: readonly T[], most: number): T[] {
    return Array.from({ length: this.int(0, most) }, () => this.pick(items));
  }

  list<T>(fewest: number, most: number, make: (index: number) => T): T[] {
    return Array.from({ length: this.int(fewest, most) }, (_, index) => make(index));
  }
}
