import { Controller, Get, Inject } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import { EMPTY_PROGRAM as EMPTY } from '../../lib/engine.js';
import { cookieStore, Experiments, FeatureFlag, MemoryAssignmentStore, Variant } from '../../lib/index.js';
import type { ExperimentationOptions, StoredDocument } from '../../lib/index.js';
import { memoryPlatform, MemorySource } from '../support/memory-platform.js';
import { SlowStore } from '../support/slow-store.js';
import { CookieJar } from '../support/cookie-jar.js';
import { RecordingSink } from '../support/recording-sink.js';
import type { Answer, TestApp } from '../support/test-app.js';
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

  const SEEDED = {
    attributeName: 'id',
    attributeValue: 'anna',
    assignments: { first__0: 'a', other__0: 'a', ended__0: 'b' },
  };
  const TWO = { features: { first: experimentOf('first', [0, 1]), other: experimentOf('other', [0, 1]) } };

  /** A store that has something of anna, whom all weights now send elsewhere. */
  async function seeded(options: Partial<ExperimentationOptions> = {}): Promise<[TestApp, SlowStore]> {
    const store = new SlowStore();
    store.documents.set('id||anna', SEEDED);
    const app = await start({ stickyStore: store, ...options });
    source.publish(TWO);
    await app.experiments.refresh();
    return [app, store];
  }

  async function nextVisit({ experiments }: TestApp): Promise<unknown> {
    return experiments.runAs({ visitorCode: 'anna' }, async () => [
      experiments.variation('first'),
      experiments.variation('other'),
    ]);
  }

  it.each(['fails', 'is too slow', 'is not asked'])('are kept when the store %s', async (how) => {
    const [app, store] = await seeded({ prefetchTimeoutMs: 20 });
    const { experiments } = app;
    if (how === 'fails') store.mode = 'fails';
    if (how === 'is too slow') store.mode = 'hangs';
    const visitor = experiments.forVisitor({ visitorCode: 'anna' });
    if (how !== 'is not asked') await visitor.prefetch();
    store.mode = 'works';
    expect([visitor.variation('first'), visitor.variation('other')]).toEqual(['b', 'b']);
    await experiments.flush();
    expect(store.documents.get('id||anna')).toEqual(SEEDED);
    expect(await nextVisit(app)).toEqual(['a', 'a']);
  });

  it('are added to when the store could not be read', async () => {
    const [app, store] = await seeded();
    store.documents.set('id||anna', { ...SEEDED, assignments: { first__0: 'a', ended__0: 'b' } });
    app.experiments.forVisitor({ visitorCode: 'anna' }).variation('first');
    app.experiments.forVisitor({ visitorCode: 'anna' }).variation('other');
    await app.experiments.flush();
    const assignments = { first__0: 'a', ended__0: 'b', other__0: 'b' };
    expect(store.documents.get('id||anna')).toEqual({ ...SEEDED, assignments });
  });

  it('are read by forVisitor from a store that answers at once, and after prefetch from one that does not', async () => {
    const memory = new MemoryAssignmentStore();
    memory.set('id||anna', SEEDED);
    const app = await start({ stickyStore: memory });
    source.publish(TWO);
    await app.experiments.refresh();
    expect(app.experiments.forVisitor({ visitorCode: 'anna' }).variation('first')).toBe('a');
    expect(memory.getMany(['id||anna']).get('id||anna')).toEqual(SEEDED);
    await app.close();
    const [slow, store] = await seeded();
    expect(slow.experiments.forVisitor({ visitorCode: 'anna' }).variation('first')).toBe('b');
    const visitor = slow.experiments.forVisitor({ visitorCode: 'anna' });
    await visitor.prefetch();
    expect(visitor.variation('first')).toBe('a');
    await slow.experiments.flush();
    expect(store.documents.get('id||anna')).toEqual(SEEDED);
  });

  it.each(STORES)('of another unit are kept when that is said late, %s', async (_, create) => {
    const stickyStore = create();
    const seed = {
      attributeName: 'company',
      attributeValue: 'acme',
      assignments: { second__0: 'a', e__0: 'b' },
    };
    const parts = { feature: null, platform: 'memory', visitor: 'anna', request: null };
    const acme = { ...parts, key: 'company||acme', unit: 'company', value: 'acme' };
    await stickyStore.write(acme, seed);
    const app = await start({ stickyStore });
    await change();
    const { experiments } = app;
    await experiments.runAs({ visitorCode: 'anna' }, async () => {
      experiments.variation('first');
      experiments.setAttributes({ company: 'acme' });
      expect(experiments.variation('second')).toBe(stickyStore instanceof SlowStore ? 'b' : 'a');
    });
    await experiments.flush();
    expect(await stickyStore.read([acme])).toEqual([seed]);
  });

  it('of parallel first requests are both stored', async () => {
    const store = new SlowStore();
    const app = await start({ stickyStore: store });
    source.publish(TWO);
    await app.experiments.refresh();
    await Promise.all(
      ['first', 'other'].map((key) =>
        app.experiments.runAs({ visitorCode: 'anna' }, async () => app.experiments.variation(key)),
      ),
    );
    await app.experiments.flush();
    const assignments = { first__0: 'b', other__0: 'b' };
    expect(store.documents.get('id||anna')).toMatchObject({ assignments });
  });

  it('of experiments that are gone are forgotten where that is said', async () => {
    const [app, store] = await seeded({ stickyForget: true });
    store.documents.set('id||anna', { ...SEEDED, assignments: { first__0: 'a', ended__0: 'b' } });
    await nextVisit(app);
    await app.experiments.flush();
    const assignments = { first__0: 'a', other__0: 'b' };
    expect(store.documents.get('id||anna')).toEqual({ ...SEEDED, assignments });
  });

  it('are stored without being counted where that is asked for', async () => {
    const store = new SlowStore();
    const sink = new RecordingSink();
    const app = await start({ stickyStore: store, sinks: [sink] });
    const visitor = app.experiments.forVisitor({ visitorCode: 'anna' });
    await visitor.prefetch();
    visitor.decide('first', { expose: false });
    await app.experiments.flush();
    expect(store.documents.size).toBe(0);
    visitor.decide('first', { expose: false, store: true });
    await app.experiments.flush();
    expect(store.documents.size).toBe(1);
    expect(sink.of('exposure')).toEqual([]);
    visitor.decide('first');
    await app.experiments.flush();
    expect(sink.of('exposure')).toHaveLength(1);
    const ben = app.experiments.forVisitor({ visitorCode: 'ben' });
    ben.decideAll({ store: true });
    await app.experiments.flush();
    expect([...store.documents.keys()]).toEqual(['id||anna', 'id||ben']);
    expect(sink.of('exposure')).toHaveLength(1);
  });

  it('are kept by a store of version 0.1, which is told of what has changed', async () => {
    const documents = new Map<string, StoredDocument>();
    const app = await start({
      stickyStore: {
        getMany: async (keys) => new Map([...documents].filter(([key]) => keys.includes(key))),
        set: (key, document) => void documents.set(key, document),
      },
    });
    expect((await app.get('/service', ANNA)).body).toEqual({ first: 'a', second: null });
    await app.experiments.flush();
    expect([...documents.keys()]).toEqual(['id||anna']);
    await change();
    expect((await app.get('/service', ANNA)).body).toEqual({ first: 'a', second: null });
    expect(app.logger.warnings.filter((line) => line.includes('as in version 0.1'))).toHaveLength(1);
  });

  it('travel with the browser where they are kept in its cookie', async () => {
    const app = await start({ stickyStore: cookieStore({ secret: 'a secret of the application' }) });
    const jar = new CookieJar();
    jar.cookies.set('visitor', 'anna');
    const visit = async (path: string): Promise<Answer> => {
      const answer = await app.get(path, { headers: { cookie: jar.header ?? '' } });
      for (const header of answer.cookies) jar.take(header);
      return answer;
    };
    const first = await visit('/service');
    expect(first.body).toEqual({ first: 'a', second: null });
    const own = first.cookies.filter((header) => header.startsWith('experiment_assignments='));
    expect(own).toHaveLength(1);
    expect(own[0]).toMatch(/; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax$/);
    expect(first.cookies.some((header) => header.startsWith('visitor=anna'))).toBe(true);
    await change();
    const second = await visit('/decorated');
    expect(second.body).toEqual({ first: 'a', on: true });
    expect(second.cookies.filter((header) => header.startsWith('experiment_'))).toEqual([]);
    jar.cookies.set('experiment_assignments', `x${jar.cookies.get('experiment_assignments')}`);
    expect((await visit('/service')).body).toEqual({ first: 'b', second: null });
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
