import { Redis as IoRedis5 } from 'ioredis5';
import { Redis as IoRedis6 } from 'ioredis6';
import { createClient as createClient5 } from 'redis5';
import { createClient as createClient6 } from 'redis6';
import type { RedisClient } from '../../lib/index.js';

/** A client that a test has connected. */
export interface ConnectedClient {
  readonly client: RedisClient;
  /** Ends it at once, whatever state it is in. */
  end(): void;
}

const ignore = (): void => undefined;

/** The clients that stores take, each with its way to be connected. */
export const REDIS_CLIENTS: readonly (readonly [string, (url: string) => Promise<ConnectedClient>])[] = [
  [
    'redis 5',
    async (url) => {
      const client = createClient5({ url });
      client.on('error', ignore);
      await client.connect();
      return { client, end: () => client.destroy() };
    },
  ],
  [
    'redis 6',
    async (url) => {
      const client = createClient6({ url });
      client.on('error', ignore);
      await client.connect();
      return { client, end: () => client.destroy() };
    },
  ],
  [
    'ioredis 5',
    async (url) => {
      const client = new IoRedis5(url, { lazyConnect: true });
      client.on('error', ignore);
      await client.connect();
      return { client, end: () => client.disconnect() };
    },
  ],
  [
    'ioredis 6',
    async (url) => {
      const client = new IoRedis6(url, { lazyConnect: true });
      client.on('error', ignore);
      await client.connect();
      return { client, end: () => client.disconnect() };
    },
  ],
];
