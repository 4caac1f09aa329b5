import type { AssignmentStore } from '../../../ports/assignment-store.js';
import { checkedLifetime } from '../../../stores/lifetime.js';
import type { RedisClient } from '../../../stores/redis-client.js';
import { redisCalls } from '../../../stores/redis-client.js';
import { RedisDocuments } from '../../../stores/redis-documents.js';

/** What {@link growthbookRedisStore} can be told. */
export interface GrowthbookRedisStoreOptions {
  /**
   * Milliseconds that a document is kept after it was written last, a whole number above 0; false: for ever, as GrowthBook's service
   * does.
   *
   * @defaultValue false
   */
  readonly expiresInMs?: number | false | undefined;
}

/**
 * Shares assignments with services that run GrowthBook's SDK with its `RedisStickyBucketService`: plain JSON under
 * `<attribute>||<value>`. Unlike that service it updates atomically.
 *
 * @param client - of the package redis (5 or 6) or ioredis (5 or 6); it stays yours
 * @throws TypeError when it is no such client, or an option makes no sense
 * @see {@link https://docs.growthbook.io/app/sticky-bucketing | GrowthBook: sticky bucketing}
 */
export function growthbookRedisStore(
  client: RedisClient,
  options: GrowthbookRedisStoreOptions = {},
): AssignmentStore {
  const { expiresInMs = false } = options;
  return new RedisDocuments({
    calls: redisCalls('growthbookRedisStore', client),
    keyOf: ({ key }) => key,
    expiresInMs: checkedLifetime('growthbookRedisStore', expiresInMs),
  });
}
