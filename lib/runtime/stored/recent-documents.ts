import type { StoredDocument } from '../../engine/decision.js';

/** Documents written of late that later decisions of other requests are based on. */
const MAX_RECENT = 1_000;

/** A document that was written in this process. */
export interface RecentDocument {
  readonly document: StoredDocument;
  /** When, in the order of all writes of the process. */
  readonly sequence: number;
  /** Whether the whole document is known: it was read, or merged with what is stored. */
  readonly isWhole: boolean;
}

/** What this process has written of late, so that requests of one visitor that overlap do not undo each other. */
export class RecentDocuments {
  readonly #recent = new Map<string, RecentDocument>();
  #sequence = 0;
  #forgottenUpTo = 0;

  /** Grows with every document written. */
  get sequence(): number {
    return this.#sequence;
  }

  /** The document, if it was written after `sequence`. */
  since(sequence: number, key: string): RecentDocument | undefined {
    const recent = this.#recent.get(key);
    return recent !== undefined && recent.sequence > sequence ? recent : undefined;
  }

  /** Whether it is known of every document if it was written after `sequence`. */
  isComplete(sequence: number): boolean {
    return sequence >= this.#forgottenUpTo;
  }

  /** Remembers what is being written. */
  add(key: string, document: StoredDocument, isWhole: boolean): void {
    this.#recent.delete(key);
    if (this.#recent.size >= MAX_RECENT) this.#forgetOldest();
    this.#recent.set(key, { document, sequence: ++this.#sequence, isWhole });
  }

  /** Forgets what could not be written. */
  delete(key: string): void {
    this.#recent.delete(key);
  }

  #forgetOldest(): void {
    const [oldest] = this.#recent;
    if (oldest === undefined) return;
    const [key, { sequence }] = oldest;
    this.#recent.delete(key);
    this.#forgottenUpTo = sequence;
  }
}
