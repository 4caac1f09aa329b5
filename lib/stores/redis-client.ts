/** What is used of a client of the package `redis`, version 5 or 6. */
export interface NodeRedisClient {
  /** Reads a text; null if there is none. */
  get(key: string): Promise<unknown>;
  /** Removes keys. */
  del(key: string): Promise<unknown>;
  /** Runs a script. */
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  /** Tells this client from one of `ioredis`; not called. */
  mGet(keys: string[]): Promise<unknown>;
}

/** What is used of a client of the package `ioredis`, version 5 or 6. */
export interface IoRedisClient {
  /** Reads a text; null if there is none. */
  get(key: string): Promise<unknown>;
  /** Removes keys. */
  del(key: string): Promise<unknown>;
  /** Runs a script. */
  eval(script: string, numberOfKeys: number, ...keysAndArguments: string[]): Promise<unknown>;
  /** Tells this client from one of `redis`; not called. */
  mget(...keys: string[]): Promise<unknown>;
}

/** A connected client of `redis` (5, 6) or `ioredis` (5, 6): a single server, sentinels, a pool or a cluster. */
export type RedisClient = NodeRedisClient | IoRedisClient;

/** What the stores ask of either. Each call names one key, so that a cluster can answer it. */
export interface RedisCalls {
  get(key: string): Promise<unknown>;
  del(key: string): Promise<unknown>;
  eval(script: string, key: string, ...values: readonly string[]): Promise<unknown>;
}

/**
 * Tells clients apart by what they can do: neither package is loaded.
 *
 * @throws TypeError when it is neither
 */
export function redisCalls(store: string, client: RedisClient): RedisCalls {
  const methods = client as Partial<NodeRedisClient & IoRedisClient> | null | undefined;
  const isUsable = [methods?.get, methods?.del, methods?.eval].every(
    (method) => typeof method === 'function',
  );
  if (isUsable && typeof methods?.mGet === 'function') return nodeRedis(client as NodeRedisClient);
  if (isUsable && typeof methods?.mget === 'function') return ioRedis(client as IoRedisClient);
  throw new TypeError(
    `${store}() expects a client of the package redis (5 or 6) or ioredis (5 or 6), as createClient() or new Redis() makes it.`,
  );
}

function nodeRedis(client: NodeRedisClient): RedisCalls {
  return {
    get: (key) => client.get(key),
    del: (key) => client.del(key),
    eval: (script, key, ...values) => client.eval(script, { keys: [key], arguments: [...values] }),
  };
}

function ioRedis(client: IoRedisClient): RedisCalls {
  return {
    get: (key) => client.get(key),
    del: (key) => client.del(key),
    eval: (script, key, ...values) => client.eval(script, 1, key, ...values),
  };
}
