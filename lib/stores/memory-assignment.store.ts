import type { StoredDocument } from '../engine/decision.js';
import type { AssignmentStore, DocumentMerge, DocumentParts } from '../ports/assignment-store.js';

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

  /** Reads documents, at once. They count as used. */
  read(parts: readonly DocumentParts[]): readonly (StoredDocument | undefined)[] {
    return parts.map((one) => this.#use(nameOf(one)));
  }

  /** Replaces one document; when the store is full, forgets the one used least recently. */
  write(parts: DocumentParts, document: StoredDocument): void {
    this.set(nameOf(parts), document);
  }

  /** Replaces one document by what `merge` makes of it. */
  update(parts: DocumentParts, merge: DocumentMerge): void {
    const stored = this.#documents.get(nameOf(parts));
    const document = merge(stored);
    if (document !== undefined && document !== stored) this.write(parts, document);
  }

  /** Removes one document. */
  delete(parts: DocumentParts): void {
    this.#documents.delete(nameOf(parts));
  }

  /** The documents that exist, by key, as version 0.1 had it: for those that are about no single feature. They count as used. */
  getMany(keys: readonly string[]): ReadonlyMap<string, StoredDocument> {
    const found = new Map<string, StoredDocument>();
    for (const key of keys) {
      const document = this.#use(key);
      if (document !== undefined) found.set(key, document);
    }
    return found;
  }

  /** Replaces one document by its key, as version 0.1 had it. */
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

  #use(name: string): StoredDocument | undefined {
    const document = this.#documents.get(name);
    if (document !== undefined) this.set(name, document);
    return document;
  }
}

/** A key of a feature and a user alone does not tell where the one ends and the other begins. */
function nameOf({ key, feature }: DocumentParts): string {
  return feature === null ? key : JSON.stringify([feature, key]);
}
