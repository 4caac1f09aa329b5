import { createRequire } from 'node:module';
import type * as GrowthbookSdk from '@growthbook/growthbook';
import { Redis } from 'ioredis5';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { AssignmentStore, ExperimentationOptions } from '../../lib/index.js';
import { redisStore } from '../../lib/index.js';
import { growthbookRedisStore } from '../../lib/platforms/growthbook/exports.js';
import { memoryPlatform, MemorySource } from '../support/memory-platform.js';
import { REDIS_CLIENTS } from '../support/redis-clients.js';
import { hasRedisServer, RedisServer } from '../support/redis-server.js';
import type { TestApp } from '../support/test-app.js';
import { startApp } from '../support/test-app.js';
import { until } from '../support/until.js';

const sdk = createRequire(import.meta.url)('@growthbook/growthbook') as typeof GrowthbookSdk;

const experiment = (key: string, weights: readonly number[]): object => ({
  defaultValue: 'none',
  rules: [
    { key, hashVersion: 2, variations: ['a', 'b'], meta: [{ key: 'a' }, { key: 'b' }], weights, coverage: 1 },
  ],
});
const shop = (weights: readonly number[]): { features: Record<string, object> } => ({
  features: { first: experiment('first', weights), second: experiment('second', weights) },
});

describe.skipIf(!hasRedisServer())('assignments in Redis', () => {
  let server: RedisServer;
  beforeEach(async () => {
    server = await RedisServer.start();
  });
  afterEach(() => server.remove());

  async function start(
    stickyStore: AssignmentStore,
    weights: readonly number[],
    options: Partial<ExperimentationOptions> = {},
  ): Promise<TestApp> {
    const running = await startApp({
      options: { platform: memoryPlatform(new MemorySource(shop(weights))), stickyStore, ...options },
    });
    onTestFinished(() => running.close());
    return running;
  }

  function connectedRedis(): Redis {
    const client = new Redis(server.url);
    client.on('error', () => undefined);
    onTestFinished(() => client.disconnect());
    return client;
  }

  const visit = async ({ experiments }: TestApp, key: string, visitorCode = 'anna'): Promise<unknown> =>
    experiments.runAs({ visitorCode }, async () => experiments.variation(key));

  describe.each(REDIS_CLIENTS)('through %s', (_, connect) => {
    async function connected(): Promise<AssignmentStore> {
      const { client, end } = await connect(server.url);
      onTestFinished(() => end());
      return redisStore(client);
    }

    it('of parallel first requests of several processes are all there', async () => {
      const one = await start(await connected(), [1, 0]);
      const other = await start(await connected(), [1, 0]);
      for (let n = 0; n < 20; n++) {
        const asked = [visit(one, 'first', `v${n}`), visit(other, 'second', `v${n}`)];
        expect(await Promise.all(asked)).toEqual(['a', 'a']);
      }
      await Promise.all([one.experiments.flush(), other.experiments.flush()]);
      const later = await start(await connected(), [0, 1]);
      for (let n = 0; n < 20; n++) {
        expect([await visit(later, 'first', `v${n}`), await visit(later, 'second', `v${n}`)]).toEqual([
          'a',
          'a',
        ]);
      }
    });

    it('outlive a stall: nobody waits for it, and nothing is lost', async () => {
      const before = await start(await connected(), [1, 0]);
      expect(await visit(before, 'first')).toBe('a');
      await before.experiments.flush();
      const app = await start(await connected(), [0, 1], { prefetchTimeoutMs: 50 });
      expect(await visit(app, 'first')).toBe('a');
      server.stall();
      for (let n = 0; n < 6; n++) expect(await visit(app, 'first')).toBe('b');
      expect(app.experiments.status().assignments).toMatchObject({ state: 'resting', readFailures: 6 });
      expect(app.experiments.status().assignments?.skippedReads).toBeGreaterThan(0);
      server.goOn();
      await until('the store to be trusted', async () => (await visit(app, 'first')) === 'a');
      expect(app.experiments.status().assignments?.state).toBe('answering');
      await app.experiments.flush();
      expect(await visit(before, 'first')).toBe('a');
    });

    it('are done without while it is dead, also at the end', async () => {
      const app = await start(await connected(), [0, 1], {
        prefetchTimeoutMs: 50,
        shutdown: { deadlineMs: 200 },
      });
      await server.kill();
      for (let n = 0; n < 6; n++) expect(await visit(app, 'first', `v${n}`)).toBe('b');
      expect(app.experiments.status().assignments?.readFailures).toBe(6);
      await server.start();
      await until('the store to be back', async () => {
        await visit(app, 'second', 'carl');
        return app.experiments.status().assignments?.state === 'answering';
      });
      await until('a document to be written', async () => {
        await visit(app, 'second', `dora-${Math.floor(performance.now())}`);
        await app.experiments.flush();
        return (app.experiments.status().assignments?.writes ?? 0) > 0;
      });
      await server.kill();
      await app.close();
    });
  });

  it('end with their time', async () => {
    const client = connectedRedis();
    const app = await start(redisStore(client, { prefix: 'shop:', expiresInMs: 60_000 }), [1, 0]);
    await visit(app, 'first');
    await app.experiments.flush();
    expect(await client.keys('*')).toEqual(['shop:memory::id:anna']);
    const left = await client.pttl('shop:memory::id:anna');
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(60_000);
  });

  it('that are no documents are left as they are', async () => {
    const client = connectedRedis();
    await client.set('experimentation:memory::id:anna', 'somebody else’s');
    const app = await start(redisStore(client), [1, 0]);
    expect(await visit(app, 'first')).toBe('a');
    await app.experiments.flush();
    expect(await client.get('experimentation:memory::id:anna')).toBe('somebody else’s');
    expect(app.logger.warnings.join()).toContain('experimentation:memory::id:anna');
  });

  describe('that GrowthBook’s own service shares', () => {
    async function theirs(client: Redis, weights: readonly number[], id: string): Promise<unknown> {
      const growthbook = new sdk.GrowthBookClient();
      const features = shop(weights).features as Record<string, GrowthbookSdk.FeatureDefinition>;
      await growthbook.init({ payload: { features } });
      const service = new sdk.RedisStickyBucketService({ redis: client as never });
      const context = await growthbook.applyStickyBuckets({ attributes: { id } }, service);
      const value = growthbook.evalFeature('first', context).value as unknown;
      await new Promise((resolve) => setImmediate(resolve));
      return value;
    }

    it('hold on both sides, whoever has written them', async () => {
      const client = connectedRedis();
      const app = await start(growthbookRedisStore(client), [1, 0]);
      expect(await visit(app, 'first', 'ours')).toBe('a');
      await app.experiments.flush();
      expect(await theirs(client, [1, 0], 'theirs')).toBe('a');
      await until('their document', async () => (await client.exists('id||theirs')) === 1);
      const documents = await client.mget('id||ours', 'id||theirs');
      expect(documents.map((text) => JSON.parse(text ?? 'null') as unknown)).toEqual(
        ['ours', 'theirs'].map((id) => ({
          attributeName: 'id',
          attributeValue: id,
          assignments: { first__0: 'a' },
        })),
      );
      expect(await theirs(client, [0, 1], 'ours')).toBe('a');
      expect(await theirs(client, [0, 1], 'nobody')).toBe('b');
      const later = await start(growthbookRedisStore(client), [0, 1]);
      expect(await visit(later, 'first', 'theirs')).toBe('a');
      expect(await visit(later, 'first', 'nobody else')).toBe('b');
    });
  });
});
