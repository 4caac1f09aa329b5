import type { StoredDocument } from '../../engine/decision.js';
import type { AssignmentStore } from '../../ports/assignment-store.js';
import type { LogOnce } from '../shared/log-once.js';
import { textOf } from '../shared/log-once.js';

/** How a store of visitors' documents fares. */
export interface AssignmentReport {
  /** Reads that succeeded. */
  readonly reads: number;
  /** Reads that failed or took too long: those visitors were decided without their documents. */
  readonly readFailures: number;
  /** Documents written. */
  readonly writes: number;
  /** Documents that could not be written. */
  readonly writeFailures: number;
  /** Documents that wait to be written. */
  readonly pending: number;
}

/** Documents that may wait to be written; more are counted as failures. */
const MAX_PENDING = 10_000;
/** Documents written of late that later decisions of other requests are based on. */
const MAX_RECENT = 1_000;

type Documents = ReadonlyMap<string, StoredDocument>;

const NOTHING: Documents = new Map();

interface Recent {
  readonly document: StoredDocument;
  readonly sequence: number;
}

/**
 * Reads visitors' documents before decisions and writes them behind. Fails open: a store in trouble costs stickiness, never
 * an answer. Writes of one document follow each other, the newest only; a document written while another request of the
 * same visitor was under way is seen by it, so that they do not undo each other.
 */
export class VisitorDocuments {
  readonly #pending = new Map<string, StoredDocument>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #recent = new Map<string, Recent>();
  #sequence = 0;
  #reads = 0;
  #readFailures = 0;
  #writes = 0;
  #writeFailures = 0;

  constructor(
    private readonly store: AssignmentStore,
    /** Milliseconds a read may take. */
    private readonly timeoutMs: number,
    private readonly notices: LogOnce,
  ) {}

  /** Grows with every document written. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Reads documents; synchronously if the store does. Never fails. */
  load(keys: readonly string[]): Documents | Promise<Documents> {
    try {
      const found = this.store.getMany(keys);
      return found instanceof Promise ? this.#await(found) : this.#loaded(found);
    } catch (error) {
      return this.#unread(error);
    }
  }

  /** A document that was written after `sequence`; undefined when there is none. */
  writtenSince(sequence: number, key: string): StoredDocument | undefined {
    const recent = this.#recent.get(key);
    return recent !== undefined && recent.sequence > sequence ? recent.document : undefined;
  }

  /** Writes a document behind. */
  write(key: string, document: StoredDocument): void {
    this.#remember(key, document);
    if (!this.#pending.has(key) && this.#pending.size >= MAX_PENDING) {
      this.#unwritten(new Error(`${MAX_PENDING} documents wait to be written already`));
      return;
    }
    this.#pending.set(key, document);
    if (!this.#running.has(key)) this.#writeNext(key);
  }

  /** Resolves when everything written so far is stored or counted as failed. */
  async drain(): Promise<void> {
    while (this.#running.size !== 0) await Promise.allSettled(this.#running.values());
  }

  /** Lets go of the store. */
  async close(): Promise<void> {
    await this.store.close?.();
  }

  report(): AssignmentReport {
    return {
      reads: this.#reads,
      readFailures: this.#readFailures,
      writes: this.#writes,
      writeFailures: this.#writeFailures,
      pending: this.#pending.size,
    };
  }

  #writeNext(key: string): void {
    const document = this.#pending.get(key);
    if (document === undefined) return;
    this.#pending.delete(key);
    const running = this.#writeOne(key, document).finally(() => {
      this.#running.delete(key);
      this.#writeNext(key);
    });
    this.#running.set(key, running);
  }

  async #writeOne(key: string, document: StoredDocument): Promise<void> {
    try {
      await this.store.set(key, document);
      this.#writes++;
      this.notices.over('assignments:write');
    } catch (error) {
      this.#unwritten(error);
    }
  }

  #remember(key: string, document: StoredDocument): void {
    this.#recent.delete(key);
    if (this.#recent.size >= MAX_RECENT) this.#recent.delete(this.#recent.keys().next().value as string);
    this.#recent.set(key, { document, sequence: ++this.#sequence });
  }

  async #await(found: Promise<Documents>): Promise<Documents> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${this.timeoutMs} ms`)), this.timeoutMs);
      timer.unref();
    });
    try {
      return this.#loaded(await Promise.race([found, late]));
    } catch (error) {
      return this.#unread(error);
    } finally {
      clearTimeout(timer);
    }
  }

  #loaded(found: Documents): Documents {
    this.#reads++;
    this.notices.over('assignments:read');
    return found;
  }

  #unread(error: unknown): Documents {
    this.#readFailures++;
    this.notices.once(
      'assignments:read',
      () =>
        `Stored assignments could not be read (${textOf(error)}); visitors are decided without them until it works again.`,
    );
    return NOTHING;
  }

  #unwritten(error: unknown): void {
    this.#writeFailures++;
    this.notices.once(
      'assignments:write',
      () =>
        `A stored assignment could not be written (${textOf(error)}); the visitor may be assigned anew later.`,
    );
  }
}
