import { LRUCache } from 'lru-cache';

/**
 * What a cache of facts about visitors has to do. Give an own one to share facts between processes; `null` and
 * `undefined` both mean that nothing is cached under the key.
 */
export interface FactStore<V> {
  /** What is kept under the key. A failure counts as nothing. */
  get(key: string): V | null | undefined | Promise<V | null | undefined>;
  /** Keeps a value for as long as the store sees fit. A promise is waited for, a failure is ignored. */
  set(key: string, value: V): unknown;
  /** Forgets everything. */
  clear?(): unknown;
}

/** Bounds of a {@link FactCache}. */
export interface FactCacheOptions<V> {
  /** Most entries kept; the one unused for longest goes first. 0: nothing is kept. Default 10,000. */
  readonly maxEntries?: number | undefined;
  /** Milliseconds after which an entry is fetched again. 0: never. Default 600,000. */
  readonly ttlMs?: number | undefined;
  /** Kept here instead of in memory. The bounds above are then its own business. */
  readonly store?: FactStore<V> | undefined;
}

/** What is fetched about visitors before evaluation, kept for a while; several who ask for the same key share one fetch. */
export class FactCache<V extends {}> {
  readonly #store: FactStore<V> | null;
  readonly #fetching = new Map<string, Promise<V | null>>();

  constructor(options: FactCacheOptions<V> = {}) {
    this.#store = options.store ?? memory(options.maxEntries ?? 10_000, options.ttlMs ?? 600_000);
  }

  /**
   * Gives what is cached, else what `fetch` brings. Null is not cached: the next one asks again.
   *
   * @throws whatever `fetch` throws, to everyone who waited for it. A store that fails counts as empty.
   */
  async load(key: string, fetch: () => Promise<V | null>): Promise<V | null> {
    const known = await this.#known(key);
    if (known !== null) return known;
    const running = this.#fetching.get(key);
    if (running !== undefined) return running;
    const fetching = this.#fetch(key, fetch);
    this.#fetching.set(key, fetching);
    return fetching;
  }

  async #known(key: string): Promise<V | null> {
    try {
      return (await this.#store?.get(key)) ?? null;
    } catch {
      return null;
    }
  }

  async #fetch(key: string, fetch: () => Promise<V | null>): Promise<V | null> {
    try {
      const value = await fetch();
      if (value !== null) await this.#keep(key, value);
      return value;
    } finally {
      this.#fetching.delete(key);
    }
  }

  async #keep(key: string, value: V): Promise<void> {
    try {
      await this.#store?.set(key, value);
    } catch {
      // The value is good all the same; the next visitor's request fetches it again.
    }
  }
}

function memory<V extends {}>(maxEntries: number, ttlMs: number): FactStore<V> | null {
  if (maxEntries === 0) return null;
  return new LRUCache<string, V>({ max: maxEntries, ttl: ttlMs });
}
