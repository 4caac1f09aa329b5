import type { StoredDocument } from '../engine/decision.js';
import type { AssignmentStore } from '../ports/assignment-store.js';

/** What a {@link MemoryAssignmentStore} can be told. */
export interface MemoryAssignmentStoreOptions {
  /**
   * How many documents are kept; beyond, the one used least recently goes. Above 0.
   *
   * @defaultValue `100_000`
   */
  readonly maxEntries?: number | undefined;
}

const DEFAULT_MAX_ENTRIES = 100_000;

/**
 * Keeps stored documents in this process: for tests, and for applications that run as one process and may forget at a restart.
 * Bounded: when full, the document used least recently is forgotten.
 */
export class MemoryAssignmentStore implements AssignmentStore {
  readonly #maxEntries: number;
  // In the order of use: a Map keeps the order of insertion.
  readonly #documents = new Map<string, StoredDocument>();

  /** @throws TypeError when an option makes no sense */
  constructor(options: MemoryAssignmentStoreOptions = {}) {
    const maxEntries = options.maxEntries ?? DEFAULT_MAX_ENTRIES;
    if (!Number.isSafeInteger(maxEntries) || maxEntries < 1) {
      throw new TypeError(`Expected maxEntries to be a whole number above 0, got ${String(maxEntries)}.`);
    }
    this.#maxEntries = maxEntries;
  }

  /** How many documents are kept. */
  get size(): number {
    return this.#documents.size;
  }

  /** The documents that exist, by key. They count as used. */
  getMany(keys: readonly string[]): ReadonlyMap<string, StoredDocument> {
    const found = new Map<string, StoredDocument>();
    for (const key of keys) {
      const document = this.#documents.get(key);
      if (document === undefined) continue;
      this.set(key, document);
      found.set(key, document);
    }
    return found;
  }

  /** Replaces one document; when the store is full, forgets the one used least recently. */
  set(key: string, document: StoredDocument): void {
    this.#documents.delete(key);
    this.#documents.set(key, document);
    if (this.#documents.size <= this.#maxEntries) return;
    const oldest = this.#documents.keys().next();
    if (!oldest.done) this.#documents.delete(oldest.value);
  }

  /** Forgets everything. */
  clear(): void {
    this.#documents.clear();
  }
}
