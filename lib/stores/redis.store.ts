import type { AssignmentStore } from '../ports/assignment-store.js';
import { documentName } from './document-name.js';
import { checkedLifetime } from './lifetime.js';
import type { RedisClient } from './redis-client.js';
import { redisCalls } from './redis-client.js';
import { RedisDocuments } from './redis-documents.js';

/** What {@link redisStore} can be told. */
export interface RedisStoreOptions {
  /**
   * What all keys begin with: another one for each application that shares the server.
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
 * Keeps assignments in Redis: JSON texts under `<prefix><platform>:<feature>:<unit>:<value>`. Updates are atomic, so that requests
 * of one visitor that overlap, in whatever process, all have theirs stored. Needs GET, DEL and EVAL.
 *
 * The client stays yours: connect it, listen to its `error` events, and end it after the application has closed. While Redis is
 * away the module does not wait for it, whatever the client's own time-outs.
 *
 * @param client - of the package redis (5 or 6) or ioredis (5 or 6)
 * @throws TypeError when it is no such client, or an option makes no sense
 * @example
 * ```ts
 * const client = await createClient({ url }).on('error', report).connect();
 * ExperimentationModule.forRoot({ platform, stickyStore: redisStore(client) })
 * ```
 */
export function redisStore(client: RedisClient, options: RedisStoreOptions = {}): AssignmentStore {
  const { prefix = 'experimentation:' } = options;
  return new RedisDocuments({
    calls: redisCalls('redisStore', client),
    keyOf: (parts) => prefix + documentName(parts),
    expiresInMs: checkedLifetime('redisStore', options.expiresInMs),
  });
}
