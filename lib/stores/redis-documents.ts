import type { StoredDocument } from '../engine/decision.js';
import type {
  AssignmentStore,
  DocumentMerge,
  DocumentParts,
  ReadDocument,
} from '../ports/assignment-store.js';
import { documentOf } from './document-text.js';
import type { RedisCalls } from './redis-client.js';

/** How documents are kept in Redis. */
export interface RedisDocumentsSetup {
  readonly calls: RedisCalls;
  readonly keyOf: (parts: DocumentParts) => string;
  /** Milliseconds that a document is kept after it was written last; null: for ever. */
  readonly expiresInMs: number | null;
}

/** Sets a text; ARGV: the text, milliseconds to live or 0. */
const SET = `
if ARGV[2] == '0' then redis.call('SET', KEYS[1], ARGV[1])
else redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end
return 1`;

/** Sets a text if the one that is there is still the same; ARGV: the text that was there or '', the new one, milliseconds to live or 0. */
const SWAP = `
local now = redis.call('GET', KEYS[1])
if (now or '') ~= ARGV[1] then return 0 end
if ARGV[3] == '0' then redis.call('SET', KEYS[1], ARGV[2])
else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
return 1`;

/** So often somebody else may be quicker with the same document. */
const MAX_ATTEMPTS = 50;

/** Keeps documents as JSON texts under one key each. The client is the application's: it connects it, and ends it. */
export class RedisDocuments implements AssignmentStore {
  constructor(private readonly setup: RedisDocumentsSetup) {}

  async read(parts: readonly DocumentParts[]): Promise<readonly ReadDocument[]> {
    const { calls, keyOf } = this.setup;
    const keys = parts.map(keyOf);
    const texts = await Promise.all(keys.map((key) => calls.get(key)));
    return texts.map((text, i) => documentOf(text, `the Redis key ${keys[i]}`));
  }

  async write(parts: DocumentParts, document: StoredDocument): Promise<void> {
    const { calls, keyOf } = this.setup;
    await calls.eval(SET, keyOf(parts), JSON.stringify(document), this.#lifetime);
  }

  async update(parts: DocumentParts, merge: DocumentMerge): Promise<void> {
    const { calls, keyOf } = this.setup;
    const key = keyOf(parts);
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const text = await calls.get(key);
      const stored = documentOf(text, `the Redis key ${key}`);
      if (stored instanceof Error) throw stored;
      const document = merge(stored);
      if (document === undefined || document === stored) return;
      const before = stored === undefined ? '' : String(text);
      const swapped = await calls.eval(SWAP, key, before, JSON.stringify(document), this.#lifetime);
      if (Number(swapped) === 1) return;
    }
    throw new Error(`others have changed the Redis key ${key} ${MAX_ATTEMPTS} times meanwhile`);
  }

  async delete(parts: DocumentParts): Promise<void> {
    await this.setup.calls.del(this.setup.keyOf(parts));
  }

  get #lifetime(): string {
    return String(this.setup.expiresInMs ?? 0);
  }
}
