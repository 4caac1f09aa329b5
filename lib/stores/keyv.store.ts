import type { StoredDocument } from '../engine/decision.js';
import type { AssignmentStore, DocumentParts, ReadDocument } from '../ports/assignment-store.js';
import { documentName } from './document-name.js';
import { documentOf } from './document-text.js';
import { checkedLifetime } from './lifetime.js';

/** What is used of a Keyv, version 5 or 6. */
export interface KeyvClient {
  /** Reads a value; undefined if there is none, and when reading failed. */
  get(key: string): Promise<unknown>;
  /** Keeps a value for some milliseconds, or for ever. */
  set(key: string, value: string, ttl?: number): Promise<unknown>;
  /** Removes a value. */
  delete(key: string): Promise<unknown>;
  /** Hears of errors: a Keyv tells them by events, not by its answers. */
  on(event: 'error', listener: (error: unknown) => void): unknown;
}

/** What {@link keyvStore} can be told. */
export interface KeyvStoreOptions {
  /**
   * What all keys begin with: Keyv 6 adds no namespace of its own.
   *
   * @defaultValue `experimentation:`
   */
  readonly prefix?: string | undefined;
  /**
   * Milliseconds that a document is kept after it was written last, a whole number above 0; false: for ever.
   *
   * @defaultValue 365 days
   */
  readonly expiresInMs?: number | false | undefined;
}

/**
 * Keeps assignments in a Keyv, and so in any database that it has an adapter for: JSON texts under
 * `<prefix><platform>:<feature>:<unit>:<value>`. `clear()` is never called.
 *
 * A Keyv cannot update atomically: requests of one visitor that overlap in different processes may undo each other. `redisStore` can.
 * The Keyv stays yours: disconnect it after the application has closed.
 *
 * @param keyv - of the package keyv, 5 or 6
 * @throws TypeError when it is no Keyv, or an option makes no sense
 */
export function keyvStore(keyv: KeyvClient, options: KeyvStoreOptions = {}): AssignmentStore {
  const methods = keyv as Partial<KeyvClient> | null | undefined;
  const has = (name: 'get' | 'set' | 'delete' | 'on'): boolean => typeof methods?.[name] === 'function';
  if (!has('get') || !has('set') || !has('delete') || !has('on')) {
    throw new TypeError(
      'keyvStore() expects a Keyv (version 5 or 6): an object with get, set, delete and on.',
    );
  }
  const { prefix = 'experimentation:' } = options;
  return new KeyvStore(outspoken(keyv), prefix, checkedLifetime('keyvStore', options.expiresInMs));
}

/**
 * The same Keyv, seen through an object that has it throw: Keyv 5 answers "nothing there" when its database fails, and tells nobody,
 * unless `throwOnErrors` is set. The application's own stays as it is set.
 */
function outspoken(keyv: KeyvClient): KeyvClient {
  if (!('throwOnErrors' in keyv)) return keyv;
  const flag = { value: true, writable: true };
  return Object.create(keyv, { throwOnErrors: flag, _throwOnErrors: flag }) as KeyvClient;
}

class KeyvStore implements AssignmentStore {
  #errors = 0;
  #lastError: unknown;

  constructor(
    private readonly keyv: KeyvClient,
    private readonly prefix: string,
    private readonly expiresInMs: number | null,
  ) {
    keyv.on('error', (error) => {
      this.#errors++;
      this.#lastError = error;
    });
  }

  async read(parts: readonly DocumentParts[]): Promise<readonly ReadDocument[]> {
    const keys = parts.map((one) => this.#keyOf(one));
    const texts = await this.#told(() => Promise.all(keys.map((key) => this.keyv.get(key))));
    return texts.map((text, i) => documentOf(text, `the key ${keys[i]}`));
  }

  async write(parts: DocumentParts, document: StoredDocument): Promise<void> {
    const kept = await this.#told(() =>
      this.keyv.set(this.#keyOf(parts), JSON.stringify(document), this.expiresInMs ?? undefined),
    );
    if (kept === false) throw new Error('Keyv has not kept the document');
  }

  async delete(parts: DocumentParts): Promise<void> {
    await this.#told(() => this.keyv.delete(this.#keyOf(parts)));
  }

  #keyOf(parts: DocumentParts): string {
    return this.prefix + documentName(parts);
  }

  /** A Keyv answers "nothing there" when its database fails, and emits the error: what came while one was emitted is not to be trusted. */
  async #told<T>(call: () => Promise<T>): Promise<T> {
    const before = this.#errors;
    const answer = await call();
    if (this.#errors === before) return answer;
    throw this.#lastError instanceof Error ? this.#lastError : new Error(String(this.#lastError));
  }
}
