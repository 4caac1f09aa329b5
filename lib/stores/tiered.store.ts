import type { StoredDocument } from '../engine/decision.js';
import type {
  AssignmentStore,
  DocumentMerge,
  DocumentParts,
  StoreRequest,
  ReadDocument,
} from '../ports/assignment-store.js';

/**
 * Asks one store first, and the other one for what it lacks: a cookie before Redis, say, so that most visitors cost no call. What is
 * found in the second is put into the first; what is written, updated or deleted goes to both.
 *
 * What the first holds is believed: let it be a store that sees all writes (a cookie of the visitor's own), not the memory of one of
 * several processes. Updates are atomic where the second's are.
 *
 * @throws TypeError when one of them is no assignment store
 */
export function tieredStore(first: AssignmentStore, second: AssignmentStore): AssignmentStore {
  for (const store of [first, second]) {
    if (typeof store?.read === 'function' && typeof store.write === 'function') continue;
    throw new TypeError(
      'tieredStore(first, second) expects two assignment stores, with read() and write() each.',
    );
  }
  const tiered = new TieredStore(first, second);
  return second.update === undefined ? tiered : new UpdatingTieredStore(first, second);
}

class TieredStore implements AssignmentStore {
  readonly reach: 'shared' | 'request';

  constructor(
    protected readonly first: AssignmentStore,
    protected readonly second: AssignmentStore,
  ) {
    this.reach = first.reach === 'request' || second.reach === 'request' ? 'request' : 'shared';
  }

  read(parts: readonly DocumentParts[]): Promise<readonly ReadDocument[]> | readonly ReadDocument[] {
    const found = attempt(() => this.first.read(parts));
    if ('then' in found) {
      return found.then(
        (known) => this.#complete(parts, known),
        () => this.#complete(parts, []),
      );
    }
    return this.#complete(parts, found);
  }

  write(parts: DocumentParts, document: StoredDocument): Promise<void> | void {
    return both(
      () => this.first.write(parts, document),
      () => this.second.write(parts, document),
    );
  }

  delete(parts: DocumentParts): Promise<void> | void {
    return both(
      () => this.first.delete?.(parts),
      () => this.second.delete?.(parts),
    );
  }

  forget(request: StoreRequest): void {
    this.first.forget?.(request);
    this.second.forget?.(request);
  }

  async close(): Promise<void> {
    await both(
      () => this.first.close?.(),
      () => this.second.close?.(),
    );
  }

  #complete(
    parts: readonly DocumentParts[],
    known: readonly ReadDocument[],
  ): Promise<readonly ReadDocument[]> | readonly ReadDocument[] {
    const missing = parts.filter((_, i) => !isThere(known[i]));
    if (missing.length === 0) return known;
    const found = attempt(() => this.second.read(missing));
    if ('then' in found) {
      return found.then(
        (more) => this.#laidUnder(parts, known, missing, more),
        (error: unknown) =>
          this.#laidUnder(
            parts,
            known,
            missing,
            missing.map(() => errorOf(error)),
          ),
      );
    }
    return this.#laidUnder(parts, known, missing, found);
  }

  #laidUnder(
    parts: readonly DocumentParts[],
    known: readonly ReadDocument[],
    missing: readonly DocumentParts[],
    more: readonly ReadDocument[],
  ): readonly ReadDocument[] {
    const found = new Map(missing.map((one, i) => [one, more[i]]));
    for (const [one, document] of found) if (isThere(document)) this.#keep(one, document);
    return parts.map((one, i) => (found.has(one) ? found.get(one) : known[i]));
  }

  /** The first store has it the next time. If not, it is asked for again. */
  #keep(parts: DocumentParts, document: StoredDocument): void {
    const ignore = (): undefined => undefined;
    try {
      const kept = this.first.write(parts, document);
      if (kept instanceof Promise) kept.catch(ignore);
    } catch {
      ignore();
    }
  }
}

class UpdatingTieredStore extends TieredStore {
  /** The first at once, since the headers of a response may go out next. */
  update(parts: DocumentParts, merge: DocumentMerge): Promise<void> | void {
    return both(
      () => updateIn(this.first, parts, merge),
      () => updateIn(this.second, parts, merge),
    );
  }
}

function updateIn(store: AssignmentStore, parts: DocumentParts, merge: DocumentMerge): Promise<void> | void {
  if (store.update !== undefined) return store.update(parts, merge);
  const write = ([stored]: readonly ReadDocument[]): Promise<void> | void => {
    if (stored instanceof Error) throw stored;
    const document = merge(stored);
    return document === undefined || document === stored ? undefined : store.write(parts, document);
  };
  const found = store.read([parts]);
  return 'then' in found ? found.then(write) : write(found);
}

/** Does both, whatever becomes of the first; then fails if one of them has. */
function both(one: () => Promise<void> | void, other: () => Promise<void> | void): Promise<void> | void {
  const results = [one, other].map((call) => outcomeOf(call));
  const pending = results.filter((result) => result !== undefined);
  if (pending.length === 0) return undefined;
  return Promise.allSettled(pending).then((settled) => {
    for (const result of settled) if (result.status === 'rejected') throw result.reason;
  });
}

function outcomeOf(call: () => Promise<void> | void): Promise<void> | undefined {
  try {
    return call() ?? undefined;
  } catch (error) {
    return Promise.reject(errorOf(error));
  }
}

function attempt(
  read: () => Promise<readonly ReadDocument[]> | readonly ReadDocument[],
): Promise<readonly ReadDocument[]> | readonly ReadDocument[] {
  try {
    return read();
  } catch (error) {
    return Promise.reject(errorOf(error));
  }
}

function isThere(document: ReadDocument): document is StoredDocument {
  return document !== undefined && document !== null && !(document instanceof Error);
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
