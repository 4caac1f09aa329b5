import { Controller, Get, Inject } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import { EMPTY_PROGRAM as EMPTY } from '../../lib/engine.js';
import { Experiments, FeatureFlag, MemoryAssignmentStore, Variant } from '../../lib/index.js';
import type { ExperimentationOptions } from '../../lib/index.js';
import { memoryPlatform, MemorySource } from '../support/memory-platform.js';
import { SlowStore } from '../support/slow-store.js';
import type { TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';
import { until } from '../support/until.js';

function experimentOf(key: string, weights: readonly number[], hashAttribute = 'id'): object {
  return {
    defaultValue: 'none',
    rules: [
      {
        key,
        hashAttribute,
        variations: ['a', 'b'],
        meta: [{ key: 'a' }, { key: 'b' }],
        weights,
        coverage: 1,
      },
    ],
  };
}

const ALL_A = {
  features: { first: experimentOf('first', [1, 0]), second: experimentOf('second', [1, 0], 'company') },
};
const ALL_B = {
  features: { first: experimentOf('first', [0, 1]), second: experimentOf('second', [0, 1], 'company') },
};

@Controller()
class StickyController {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @Get('service')
  service(): object {
    return { first: this.experiments.variation('first'), second: this.experiments.variation('second') };
  }

  @Get('peek')
  peek(): object {
    return { first: this.experiments.peekVariation('first') };
  }

  @Get('decorated')
  decorated(@Variant('first') first: string | null, @FeatureFlag('second') on: boolean): object {
    return { first, on };
  }
}

describe.each(ADAPTERS)('stored assignments on %s', (adapter) => {
  let running: TestApp;
  let source: MemorySource;
  afterEach(() => running.close());

  async function start(options: Partial<ExperimentationOptions>): Promise<TestApp> {
    source = new MemorySource(ALL_A);
    running = await startApp({
      adapter,
      controllers: [StickyController],
      options: { platform: memoryPlatform(source), ...options },
    });
    return running;
  }

  async function change(): Promise<void> {
    source.publish(ALL_B);
    await running.experiments.refresh();
  }

  const ANNA = { headers: { cookie: 'visitor=anna' } };
  const BEN = { headers: { cookie: 'visitor=ben' } };

  const STORES = [
    ['in memory', () => new MemoryAssignmentStore()],
    ['far away', () => new SlowStore()],
  ] as const;

  it.each(STORES)('%s survive a change of weights', async (_, create) => {
    const app = await start({ stickyStore: create() });
    expect((await app.get('/service', ANNA)).body).toEqual({ first: 'a', second: null });
    await app.experiments.flush();
    await change();
    expect((await app.get('/service', ANNA)).body).toEqual({ first: 'a', second: null });
    expect((await app.get('/service', BEN)).body).toEqual({ first: 'b', second: null });
    expect(app.experiments.status().assignments).toMatchObject({
      readFailures: 0,
      writeFailures: 0,
      pending: 0,
    });
  });

  it('are read once a request, before the handler', async () => {
    const store = new SlowStore();
    const app = await start({ stickyStore: store });
    await app.get('/decorated', ANNA);
    expect(store.asked).toEqual([['id||anna', 'company||']]);
  });

  it('are read when it is known whose they are', async () => {
    const store = new SlowStore();
    const app = await start({ stickyStore: store, attributes: () => ({ company: 'acme' }) });
    expect((await app.get('/service', ANNA)).body).toEqual({ first: 'a', second: 'a' });
    expect(store.asked).toEqual([['id||anna', 'company||acme']]);
    await app.experiments.flush();
    await change();
    expect((await app.get('/service', BEN)).body).toEqual({ first: 'b', second: 'a' });
    expect((await app.get('/decorated', ANNA)).body).toEqual({ first: 'a', on: true });
  });

  it('are not written by a look', async () => {
    const store = new SlowStore();
    const app = await start({ stickyStore: store });
    await app.get('/peek', ANNA);
    await app.experiments.flush();
    expect(store.documents.size).toBe(0);
  });

  it('of parallel requests do not undo each other', async () => {
    const store = new SlowStore();
    const app = await start({ stickyStore: store, attributes: () => ({ company: 'acme' }) });
    const { experiments } = app;
    const visitor = { visitorCode: 'anna', attributes: { company: 'anna' } };
    source.publish({
      features: { first: experimentOf('first', [1, 0]), other: experimentOf('other', [1, 0]) },
    });
    await experiments.refresh();
    const [one, two] = [experiments.forVisitor(visitor), experiments.forVisitor(visitor)];
    await Promise.all([one.prefetch(), two.prefetch()]);
    one.variation('first');
    two.variation('other');
    await experiments.flush();
    expect(store.documents.get('id||anna')).toMatchObject({ assignments: { first__0: 'a', other__0: 'a' } });
  });

  it('of one request add up, also when they were looked at first', async () => {
    const store = new SlowStore();
    const app = await start({ stickyStore: store });
    source.publish({
      features: { first: experimentOf('first', [1, 0]), other: experimentOf('other', [1, 0]) },
    });
    await app.experiments.refresh();
    const visitor = app.experiments.forVisitor({ visitorCode: 'anna' });
    await visitor.prefetch();
    visitor.peekVariation('first');
    visitor.peekVariation('other');
    visitor.variation('first');
    visitor.variation('other');
    await app.experiments.flush();
    expect(store.documents.get('id||anna')).toMatchObject({ assignments: { first__0: 'a', other__0: 'a' } });
  });

  it('are waited for in asynchronous jobs', async () => {
    const store = new SlowStore();
    const app = await start({ stickyStore: store });
    await app.get('/service', ANNA);
    await app.experiments.flush();
    await change();
    const { experiments } = app;
    expect(
      await experiments.runAs({ visitorCode: 'anna' }, async () =>
        Promise.resolve(experiments.variation('first')),
      ),
    ).toBe('a');
  });

  it.each(['fails', 'hangs'] as const)('are done without when the store %s', async (mode) => {
    const store = new SlowStore();
    const app = await start({ stickyStore: store, prefetchTimeoutMs: 20, shutdown: { deadlineMs: 50 } });
    store.mode = mode;
    for (let i = 0; i < 2; i++)
      expect((await app.get('/service', ANNA)).body).toEqual({ first: 'a', second: null });
    expect(app.experiments.status().assignments?.readFailures).toBe(2);
    expect(app.logger.warnings.filter((line) => line.includes('could not be read'))).toHaveLength(1);
    if (mode === 'hangs') return;
    await until('the failed writes', () => app.experiments.status().assignments?.writeFailures === 2);
    store.mode = 'works';
    await app.get('/service', BEN);
    await app.experiments.flush();
    expect(app.experiments.status().assignments).toMatchObject({ reads: 1, writes: 1, pending: 0 });
  });

  it('let go of the store at shutdown', async () => {
    const store = new SlowStore();
    const app = await start({ stickyStore: store });
    await app.get('/service', ANNA);
    await app.close();
    expect(store.documents.size).toBe(1);
    expect(store.closed).toBe(true);
  });
});

describe.each(ADAPTERS)('what a platform fetches about a visitor on %s', (adapter) => {
  it('is there before the handler, once, and done without when it fails', async () => {
    const source = new MemorySource({ features: { first: { defaultValue: 'x' } } });
    const seen: unknown[] = [];
    let fetches = 0;
    const platform = memoryPlatform(source, {
      prefetch: async ({ visitorCode }) => {
        fetches++;
        await new Promise((resolve) => setImmediate(resolve));
        if (visitorCode === 'ben') throw new Error('gateway is down');
        return new Map([['segments', ['vip']]]);
      },
      compile: () => ({
        ...EMPTY,
        revision: '1',
        flags: new Map([
          [
            'first',
            {
              key: 'first',
              rules: [],
              otherwise: (walk) => {
                seen.push(walk.subject.facts.get('segments'));
                return walk.decide('none');
              },
            },
          ],
        ]),
      }),
    });
    const running = await startApp({ adapter, controllers: [StickyController], options: { platform } });
    try {
      await running.get('/decorated', { headers: { cookie: 'visitor=anna' } });
      await running.get('/service', { headers: { cookie: 'visitor=ben' } });
      expect(seen).toEqual([['vip'], undefined]);
      expect(fetches).toBe(2);
      expect(running.logger.warnings.join()).toContain('gateway is down');
    } finally {
      await running.close();
    }
  });
});
