import { Keyv as Keyv5 } from 'keyv5';
import { Keyv as Keyv6 } from 'keyv6';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { AssignmentStore, RedisClient, StoredDocument, TextAssignmentStore } from '../../lib/index.js';
import { cookieStore, keyvStore, MemoryAssignmentStore, redisStore, tieredStore } from '../../lib/index.js';
import { growthbookRedisStore } from '../../lib/platforms/growthbook/exports.js';
import { assignmentStoreContract } from '../../lib/testing/contracts/assignment-store.contract.js';
import { CookieJar } from '../support/cookie-jar.js';
import type { ConnectedClient } from '../support/redis-clients.js';
import { REDIS_CLIENTS } from '../support/redis-clients.js';
import { hasRedisServer, RedisServer } from '../support/redis-server.js';

const SECRET = 'a secret of the application';

assignmentStoreContract({ describe, it }, 'MemoryAssignmentStore', () => ({
  store: new MemoryAssignmentStore({ maxEntries: 100 }),
}));

class Text implements TextAssignmentStore {
  readonly #documents = new Map<string, StoredDocument>();

  async getMany(keys: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>> {
    return new Map([...this.#documents].filter(([key]) => keys.includes(key)));
  }

  set(key: string, document: StoredDocument): void {
    this.#documents.set(key, document);
  }
}

assignmentStoreContract({ describe, it }, 'A store of version 0.1', () => ({ store: new Text() }));

assignmentStoreContract({ describe, it }, 'cookieStore', () => {
  const jar = new CookieJar();
  const store = cookieStore({ secret: SECRET, maxBytes: 4_096 });
  return { store, capacity: 10, request: () => jar.request() };
});

for (const [version, keyv] of [
  ['5', () => new Keyv5()],
  ['6', () => new Keyv6()],
] as const) {
  assignmentStoreContract({ describe, it }, `keyvStore of Keyv ${version}`, () => ({
    store: keyvStore(keyv()),
  }));
}

assignmentStoreContract({ describe, it }, 'tieredStore of a cookie and a memory', () => {
  const jar = new CookieJar();
  const store = tieredStore(cookieStore({ secret: SECRET, maxBytes: 4_096 }), new MemoryAssignmentStore());
  return { store, request: () => jar.request() };
});

describe.skipIf(!hasRedisServer())('a Redis server', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.remove());

  const STORES: readonly (readonly [string, (client: RedisClient, prefix: string) => AssignmentStore])[] = [
    ['redisStore', (client, prefix) => redisStore(client, { prefix })],
    [
      'tieredStore',
      (client, prefix) => tieredStore(new MemoryAssignmentStore(), redisStore(client, { prefix })),
    ],
  ];
  let fixtures = 0;
  for (const [name, connect] of REDIS_CLIENTS) {
    for (const [kind, make] of STORES) {
      assignmentStoreContract({ describe, it }, `${kind} with a client of ${name}`, async () => {
        const { client, end } = await connect(server.url);
        return { store: make(client, `contract-${fixtures++}:`), close: async () => end() };
      });
    }
    let connected: ConnectedClient;
    assignmentStoreContract({ describe, it }, `growthbookRedisStore with a client of ${name}`, async () => {
      connected = await connect(server.url);
      await connected.client.eval(...flush(name));
      return { store: growthbookRedisStore(connected.client), close: async () => connected.end() };
    });
  }
});

/** Empties the server: this store has no prefix of its own. */
function flush(client: string): [string, never] {
  const none = client.startsWith('ioredis') ? 0 : { keys: [], arguments: [] };
  return ["return redis.call('FLUSHALL')", none as never];
}
