import type { StoredDocument, StoredName, StoredWrite } from '../../engine/decision.js';
import { namedByKey } from '../../engine/decision.js';
import type { Program } from '../../engine/program.js';
import type { Subject } from '../../engine/subject.js';
import type { DocumentParts, ReadDocument } from '../../ports/assignment-store.js';
import { textOf } from '../shared/log-once.js';
import type { VisitorDocuments } from '../stored/documents.js';
import { partsOf } from './document-parts.js';
import type { VisitorHost, VisitorOrigin } from './host.js';

/** Whose documents they are. */
export interface DocumentOwner {
  readonly program: Program;
  readonly profile: { readonly visitorCode: string; readonly origin: VisitorOrigin };
}

/** A document that a decision may read. */
interface Asked {
  readonly parts: DocumentParts;
  /** The sequence of writes when it was read; null as long as it has not been. */
  since: number | null;
}

/** The stored documents of one scope: which have been asked for, which could be read, and what they say by now. */
export class KnownDocuments {
  /** Documents by key, as decisions see them. */
  readonly byKey = new Map<string, StoredDocument>();
  readonly #asked = new Map<string, Asked>();

  constructor(
    private readonly host: VisitorHost,
    private readonly documents: VisitorDocuments,
    private readonly owner: DocumentOwner,
  ) {}

  /**
   * Reads what decisions about this subject may read and has not been asked for yet.
   *
   * @returns whether there was anything; by a promise if the store has to be waited for; undefined when nothing was to be read
   */
  load(subject: Subject): Promise<boolean> | boolean | undefined {
    const asked = this.#unasked(subject);
    if (asked.length === 0) return undefined;
    const since = this.documents.sequence;
    const found = this.documents.load(asked.map(({ parts }) => parts));
    if (found instanceof Promise) return found.then((later) => this.#keep(asked, later, since));
    return this.#keep(asked, found, since);
  }

  /** The same where nobody can wait: only a store that answers at once is of use. */
  loadAtOnce(subject: Subject): void {
    if (!this.documents.answersAtOnce) return;
    const asked = this.#unasked(subject);
    if (asked.length === 0) return;
    const since = this.documents.sequence;
    const found = this.documents.load(asked.map(({ parts }) => parts));
    if (!(found instanceof Promise)) {
      this.#keep(asked, found, since);
      return;
    }
    // It turns out that this store has to be waited for: prefetch() may still do so.
    for (const { parts } of asked) this.#asked.delete(parts.key);
  }

  /** Takes documents that another scope has stored meanwhile, of those that these writes are about to replace. */
  catchUp(writes: readonly StoredWrite[]): void {
    for (const { key } of writes) {
      const asked = this.#asked.get(key);
      const newer = this.documents.writtenSince(asked?.since ?? 0, key);
      if (newer === undefined) continue;
      this.byKey.set(key, newer.document);
      if (newer.isWhole) this.#askedFor(writes, key).since = newer.sequence;
    }
  }

  /** Stores what a decision asks for, behind the caller's back; later decisions of this scope see it. */
  store(writes: readonly StoredWrite[]): void {
    for (const { key, document } of writes) {
      const { parts, since } = this.#askedFor(writes, key);
      const base = this.byKey.get(key);
      this.byKey.set(key, document);
      this.documents.write(parts, { base, next: document }, since);
    }
  }

  #askedFor(writes: readonly StoredWrite[], key: string): Asked {
    const known = this.#asked.get(key);
    if (known !== undefined) return known;
    const name = writes.find((write) => write.key === key)?.name ?? namedByKey(key);
    const asked = { parts: this.#parts(name), since: null };
    this.#asked.set(key, asked);
    return asked;
  }

  #keep(asked: readonly Asked[], found: readonly ReadDocument[] | null, since: number): boolean {
    if (found === null) return false;
    let isAny = false;
    for (const [i, one] of asked.entries()) {
      const document = found[i];
      if (document instanceof Error) continue;
      one.since = since;
      if (document === undefined || document === null) continue;
      isAny = true;
      this.byKey.set(one.parts.key, document);
    }
    return isAny;
  }

  #unasked(subject: Subject): readonly Asked[] {
    let names: readonly StoredName[];
    try {
      names = this.owner.program.storedNames(subject);
    } catch (error) {
      this.host.notices.once('stored-keys', () => `Stored assignments are not read (${textOf(error)}).`);
      return [];
    }
    const unasked: Asked[] = [];
    for (const name of names) {
      if (this.#asked.has(name.key)) continue;
      const asked = { parts: this.#parts(name), since: null };
      this.#asked.set(name.key, asked);
      unasked.push(asked);
    }
    return unasked;
  }

  #parts(name: StoredName): DocumentParts {
    const { host, owner } = this;
    return partsOf({ host, profile: owner.profile }, name, owner.profile.visitorCode);
  }
}
