import type { StoredDocument } from '../../engine/decision.js';
import type {
  AssignmentStore,
  DocumentParts,
  ReadDocument,
  StoreRequest,
} from '../../ports/assignment-store.js';
import type { LogOnce } from '../shared/log-once.js';
import { textOf } from '../shared/log-once.js';
import type { AssignmentReport } from './assignment-report.js';
import { DocumentWrites } from './document-writes.js';
import type { DocumentChange } from './document-change.js';
import type { RecentDocument } from './recent-documents.js';
import { RecentDocuments } from './recent-documents.js';
import { StoreCalls, StoreRestsError } from './store-calls.js';

/** How documents are kept. */
export interface DocumentsSetup {
  readonly store: AssignmentStore;
  /** Milliseconds a read may take. */
  readonly timeoutMs: number;
  readonly notices: LogOnce;
  /** Tells entries of documents that are to be kept when a document is written; null: all. */
  readonly isCurrent: () => ((entry: string) => boolean) | null;
}

/** Milliseconds that removing and closing may take. */
const END_DEADLINE_MS = 2_000;

/**
 * Reads visitors' documents before decisions and writes them behind. Fails open: a store in trouble costs stickiness, never
 * an answer, and never what is stored: a document that was not read is not replaced.
 */
export class VisitorDocuments {
  /** Whether what one request has written is there for the next one, whoever makes it. */
  readonly isShared: boolean;
  readonly #calls: StoreCalls;
  readonly #writing: DocumentWrites;
  readonly #recent = new RecentDocuments();
  #answersAtOnce = true;
  #unshared = 0;
  #reads = 0;
  #readFailures = 0;
  #skippedReads = 0;
  #writes = 0;
  #writeFailures = 0;

  constructor(private readonly setup: DocumentsSetup) {
    const { store, notices, isCurrent } = setup;
    this.isShared = store.reach !== 'request';
    this.#calls = new StoreCalls(notices);
    const outcome = {
      stored: (key: string, document: StoredDocument) => this.#stored(key, document),
      lost: (key: string, error: unknown) => this.#lost(key, error),
    };
    this.#writing = new DocumentWrites(store, this.#calls, outcome, isCurrent);
  }

  /** Grows with every document written. */
  get sequence(): number {
    return this.#recent.sequence;
  }

  /** Whether the store answers at once, as far as is known. */
  get answersAtOnce(): boolean {
    return this.#answersAtOnce;
  }

  /** Reads documents, in the order of `parts`; at once if the store does. Null when they could not be read. Never fails. */
  load(
    parts: readonly DocumentParts[],
  ): readonly ReadDocument[] | null | Promise<readonly ReadDocument[] | null> {
    try {
      const terms = { deadlineMs: this.setup.timeoutMs, isAwaited: true };
      const found = this.#calls.run(() => this.#read(parts), terms);
      if (!(found instanceof Promise)) return this.#loaded(found, parts);
      return found.then(
        (later) => this.#loaded(later, parts),
        (error: unknown) => this.#unread(error),
      );
    } catch (error) {
      return this.#unread(error);
    }
  }

  /** A document that was written after `sequence`; undefined when there is none. */
  writtenSince(sequence: number, key: string): RecentDocument | undefined {
    return this.isShared ? this.#recent.since(sequence, key) : undefined;
  }

  /**
   * Writes a document behind.
   *
   * @param since - the {@link sequence} when the base was read; null if it was not
   */
  write(parts: DocumentParts, change: DocumentChange, since: number | null): void {
    const isWhole = since !== null && (!this.isShared || this.#recent.isComplete(since));
    if (this.isShared) this.#recent.add(parts.key, change.next, isWhole);
    // What travels with requests is nothing that one of them could wait for another with.
    const key = this.isShared ? parts.key : `${parts.key} ${this.#unshared++}`;
    this.#writing.add(key, { parts, change, isWhole });
  }

  /** Removes documents, if the store can. Never fails. */
  async delete(parts: readonly DocumentParts[]): Promise<void> {
    const { store } = this.setup;
    for (const one of parts) {
      this.#recent.delete(one.key);
      try {
        const terms = { deadlineMs: END_DEADLINE_MS, isAwaited: false };
        await this.#calls.run(() => store.delete?.(one), terms);
      } catch (error) {
        this.#lost(one.key, error);
      }
    }
  }

  /** Has the browser of a request forget what it keeps. Never throws. */
  forget(request: StoreRequest): void {
    try {
      this.setup.store.forget?.(request);
    } catch (error) {
      this.setup.notices.once(
        'assignments:forget',
        () => `A browser could not be made to forget its stored assignments (${textOf(error)}).`,
      );
    }
  }

  /** Resolves when everything written so far is stored or counted as lost. */
  async drain(): Promise<void> {
    await this.#writing.drain();
  }

  /** Lets go of the store, which gets a moment for it. */
  async close(): Promise<void> {
    const terms = { deadlineMs: END_DEADLINE_MS, isAwaited: true };
    await new StoreCalls(this.setup.notices).run(() => this.setup.store.close?.(), terms);
  }

  report(): AssignmentReport {
    return {
      state: this.#calls.isResting ? 'resting' : 'answering',
      reads: this.#reads,
      readFailures: this.#readFailures,
      skippedReads: this.#skippedReads,
      writes: this.#writes,
      writeFailures: this.#writeFailures,
      pending: this.#writing.size,
    };
  }

  #read(parts: readonly DocumentParts[]): readonly ReadDocument[] | Promise<readonly ReadDocument[]> {
    const found = this.setup.store.read(parts);
    if ('then' in found) this.#answersAtOnce = false;
    return found;
  }

  #loaded(found: readonly ReadDocument[], parts: readonly DocumentParts[]): readonly ReadDocument[] | null {
    if (!Array.isArray(found) || found.length !== parts.length) {
      return this.#unread(
        new TypeError(
          `read() of the assignment store must answer a list of ${parts.length}, one for each document`,
        ),
      );
    }
    const failure = found.find((one) => one instanceof Error);
    if (failure !== undefined) {
      this.#unread(failure);
      return found;
    }
    this.#reads++;
    this.setup.notices.over('assignments:read');
    return found;
  }

  #unread(error: unknown): null {
    this.#readFailures++;
    if (error instanceof StoreRestsError) {
      this.#skippedReads++;
      return null;
    }
    this.setup.notices.once(
      'assignments:read',
      () =>
        `Stored assignments could not be read (${textOf(error)}); visitors are decided without them until it works again. ` +
        'What is stored stays as it is.',
    );
    return null;
  }

  #stored(key: string, document: StoredDocument): void {
    this.#writes++;
    this.setup.notices.over('assignments:write');
    if (this.isShared && this.#recent.since(0, key)?.isWhole === false) this.#recent.add(key, document, true);
  }

  #lost(key: string, error: unknown): void {
    this.#writeFailures++;
    this.#recent.delete(key);
    this.setup.notices.once(
      'assignments:write',
      () =>
        `A stored assignment could not be written (${textOf(error)}); the visitor may be assigned anew later.`,
    );
  }
}
