/** How long entries are kept, and how many. */
export interface ExpiringMapOptions {
  /** The time, epoch milliseconds. */
  readonly now: () => number;
  /** An entry goes after this long without being touched, in milliseconds. */
  readonly idleMs: number;
  /** Most entries kept. */
  readonly maxEntries: number;
}

interface Entry<V> {
  readonly value: V;
  touchedAt: number;
}

/** A map that forgets: entries untouched for too long, and those untouched for longest when there are too many. */
export class ExpiringMap<V> {
  /** In the order of their last touch. */
  private readonly entries = new Map<string, Entry<V>>();
  /** Touched last, and hence last in the map. */
  private newest: Entry<V> | null = null;
  private expiredCount = 0;
  private evictedCount = 0;

  constructor(
    private readonly options: ExpiringMapOptions,
    private readonly create: () => V,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  /** Entries forgotten for being idle. */
  get expired(): number {
    return this.expiredCount;
  }

  /** Entries forgotten for want of room. */
  get evicted(): number {
    return this.evictedCount;
  }

  /** The value, unless it is forgotten. Does not count as a touch. */
  find(key: string): V | undefined {
    this.sweep();
    return this.entries.get(key)?.value;
  }

  /** The value, made if need be, as the last to be forgotten. */
  touch(key: string): V {
    this.sweep();
    const known = this.entries.get(key);
    const now = this.options.now();
    if (known !== undefined && known === this.newest) {
      known.touchedAt = now;
      return known.value;
    }
    const entry = known ?? { value: this.create(), touchedAt: now };
    entry.touchedAt = now;
    this.entries.delete(key);
    this.entries.set(key, entry);
    this.newest = entry;
    if (this.entries.size > this.options.maxEntries) this.evictOldest();
    return entry.value;
  }

  /** Forgets idle entries now; otherwise it happens on the way. */
  sweep(): void {
    const oldest = this.options.now() - this.options.idleMs;
    for (const [key, entry] of this.entries) {
      if (entry.touchedAt >= oldest) return;
      this.entries.delete(key);
      this.expiredCount++;
    }
  }

  private evictOldest(): void {
    for (const key of this.entries.keys()) {
      this.entries.delete(key);
      this.evictedCount++;
      return;
    }
  }
}
