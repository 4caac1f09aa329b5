import type { StoredDocument } from '../../engine/decision.js';
import type { AssignmentStore, DocumentParts } from '../../ports/assignment-store.js';
import type { DocumentChange } from './document-change.js';
import { composed, merged, withoutStale } from './document-change.js';
import type { StoreCalls } from './store-calls.js';

/** Documents that may wait to be written; more are dropped, and counted. */
const MAX_PENDING = 10_000;
/** Milliseconds that a write may take. Nobody waits for it but the end of the process. */
const WRITE_DEADLINE_MS = 2_000;

/** A change of a document on its way into the store. */
export interface DocumentWrite {
  readonly parts: DocumentParts;
  readonly change: DocumentChange;
  /** Whether the base is what was stored. If not, the document is read before it is replaced. */
  readonly isWhole: boolean;
}

/** What becomes of writes. */
export interface WriteOutcome {
  /** The document as it is stored now. */
  stored(key: string, document: StoredDocument): void;
  /** The change is lost. */
  lost(key: string, error: unknown): void;
}

/**
 * Writes documents behind. Writes of one document follow each other; what comes meanwhile becomes one write. A document that was
 * not read is never replaced: what is to be written is merged into it.
 */
export class DocumentWrites {
  readonly #pending = new Map<string, DocumentWrite>();
  readonly #running = new Map<string, Promise<void>>();

  constructor(
    private readonly store: AssignmentStore,
    private readonly calls: StoreCalls,
    private readonly outcome: WriteOutcome,
    /** Tells entries that are to be kept; null: all. */
    private readonly isCurrent: () => ((entry: string) => boolean) | null,
  ) {}

  /** Documents that wait. */
  get size(): number {
    return this.#pending.size;
  }

  add(key: string, write: DocumentWrite): void {
    const waiting = this.#pending.get(key);
    if (waiting !== undefined) {
      this.#pending.set(key, { ...waiting, change: composed(waiting.change, write.change) });
    } else if (!this.#running.has(key)) {
      this.#start(key, write);
    } else if (this.#pending.size < MAX_PENDING) {
      this.#pending.set(key, write);
    } else {
      this.outcome.lost(key, new Error(`${MAX_PENDING} documents wait to be written already`));
    }
  }

  /** Resolves when everything added so far is stored or lost. */
  async drain(): Promise<void> {
    while (this.#running.size !== 0) await Promise.allSettled(this.#running.values());
  }

  /** At once where the store writes at once: the headers of a response may go out next. */
  #start(key: string, write: DocumentWrite): void {
    const writing = this.#attempt(key, write);
    if (writing === undefined) return;
    const next = (): void => {
      this.#running.delete(key);
      const waiting = this.#pending.get(key);
      if (waiting === undefined) return;
      this.#pending.delete(key);
      this.#start(key, waiting);
    };
    this.#running.set(key, writing.then(next));
  }

  /** Never fails. */
  #attempt(key: string, write: DocumentWrite): Promise<void> | undefined {
    const attempt = new WriteAttempt(write, this.store, this.isCurrent());
    const lost = (error: unknown): void => this.outcome.lost(key, error);
    const stored = (): void => this.outcome.stored(key, attempt.document);
    try {
      const terms = { deadlineMs: WRITE_DEADLINE_MS, isAwaited: false };
      const written = this.calls.run(() => attempt.run(), terms);
      if (written instanceof Promise) return written.then(stored, lost);
      stored();
    } catch (error) {
      lost(error);
    }
    return undefined;
  }
}

/** One attempt to write one document. */
class WriteAttempt {
  /** What is stored afterwards. */
  document: StoredDocument;

  constructor(
    private readonly write: DocumentWrite,
    private readonly store: AssignmentStore,
    private readonly isCurrent: ((entry: string) => boolean) | null,
  ) {
    this.document = write.change.next;
  }

  run(): Promise<void> | void {
    const { parts, isWhole, change } = this.write;
    if (this.store.update !== undefined) return this.store.update(parts, this.#merge);
    if (isWhole) return this.store.write(parts, (this.document = this.#trim(change.next)));
    const found = this.store.read([parts]);
    return 'then' in found ? found.then(([stored]) => this.#mergeInto(stored)) : this.#mergeInto(found[0]);
  }

  #mergeInto(stored: StoredDocument | undefined | Error): Promise<void> | void {
    if (stored instanceof Error) throw stored;
    const document = this.#merge(stored);
    return document === stored ? undefined : this.store.write(this.write.parts, document);
  }

  readonly #merge = (stored: StoredDocument | undefined): StoredDocument => {
    const document = merged(stored, this.write.change);
    this.document = document === stored ? document : this.#trim(document);
    return this.document;
  };

  #trim(document: StoredDocument): StoredDocument {
    return this.isCurrent === null ? document : withoutStale(document, this.isCurrent);
  }
}
