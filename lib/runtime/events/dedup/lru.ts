interface Entry {
  key: string;
  /** Towards the most recent. */
  newer: Entry | null;
  /** Towards the least recent. */
  older: Entry | null;
}

/**
 * A bounded set of texts that forgets the least recently used one. Every operation is O(1).
 *
 * The order is a linked list of its own: a Map's insertion order would do, but finding its oldest entry means stepping over
 * the places of all deleted ones.
 */
export class LruSet {
  readonly #entries = new Map<string, Entry>();
  #newest: Entry | null = null;
  #oldest: Entry | null = null;

  constructor(readonly maxEntries: number) {}

  get size(): number {
    return this.#entries.size;
  }

  /** Adds the text or makes it the most recent; true if it was not there. */
  add(key: string): boolean {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#refresh(known);
      return false;
    }
    const entry =
      this.#entries.size >= this.maxEntries ? this.#recycle(key) : { key, newer: null, older: null };
    this.#entries.set(key, entry);
    this.#append(entry);
    return true;
  }

  delete(key: string): boolean {
    const entry = this.#entries.get(key);
    if (entry === undefined) return false;
    this.#entries.delete(key);
    this.#unlink(entry);
    return true;
  }

  #refresh(entry: Entry): void {
    if (entry === this.#newest) return;
    this.#unlink(entry);
    this.#append(entry);
  }

  /** Takes the oldest entry out and reuses its object. */
  #recycle(key: string): Entry {
    const entry = this.#oldest as Entry;
    this.#entries.delete(entry.key);
    this.#unlink(entry);
    entry.key = key;
    return entry;
  }

  #append(entry: Entry): void {
    entry.older = this.#newest;
    entry.newer = null;
    if (this.#newest === null) this.#oldest = entry;
    else this.#newest.newer = entry;
    this.#newest = entry;
  }

  #unlink(entry: Entry): void {
    if (entry.older === null) this.#oldest = entry.newer;
    else entry.older.newer = entry.newer;
    if (entry.newer === null) this.#newest = entry.older;
    else entry.newer.older = entry.older;
  }
}
