import { Controller, Get, Inject, Injectable } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConfigRevision, ExperimentationActivity } from '../../lib/index.js';
import { Experiments, FeatureFlag, TrackGoal } from '../../lib/index.js';
import { SHOP } from '../support/memory-platform.js';
import type { TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

@Injectable()
class Watcher {
  readonly activities: ExperimentationActivity[] = [];
  readonly revisions: ConfigRevision[] = [];
  completed = false;

  constructor(@Inject(Experiments) experiments: Experiments) {
    experiments.config$.subscribe((revision) => this.revisions.push(revision));
    experiments.events$.subscribe({
      next: (activity) => this.activities.push(activity),
      complete: () => (this.completed = true),
    });
  }

  get types(): string[] {
    return this.activities.map(({ type }) => type);
  }
}

@Controller()
class BuyController {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @Get('buy')
  @TrackGoal('purchase', { revenue: 5 })
  buy(@FeatureFlag('recommended_products') on: boolean): object {
    return { on, variation: this.experiments.variation('recommended_products') };
  }
}

const NEWER = { features: { ...SHOP.features, page_size: { defaultValue: 99 } } };

describe.each(ADAPTERS)('what a provider can watch from its constructor on, %s', (adapter) => {
  let running: TestApp;
  afterEach(() => running.close());

  async function start(): Promise<{ app: TestApp; watcher: Watcher }> {
    running = await startApp({ adapter, controllers: [BuyController], providers: [Watcher] });
    return { app: running, watcher: running.app.get(Watcher) };
  }

  it('is the life of the module: ready, refresh, error, exposure, goal, publish, close', async () => {
    const { app, watcher } = await start();
    expect(watcher.types).toContain('ready');
    app.source.publish(NEWER);
    await app.experiments.refresh();
    expect(watcher.types.at(-1)).toBe('refresh');
    app.source.failure = new Error('the source is out of order');
    await app.experiments.refresh();
    const error = watcher.activities.find(({ type }) => type === 'error');
    expect(error).toMatchObject({ stage: 'fetch', consecutiveFailures: 1 });
    await app.get('/buy', { headers: { cookie: 'visitor=anna' } });
    await app.experiments.flush();
    await app.close();
    const life = ['ready', 'refresh', 'error', 'exposure', 'goal', 'publish', 'close'];
    const firsts = [...new Set(watcher.types.slice(watcher.types.indexOf('ready')))];
    expect(firsts.filter((type) => life.includes(type))).toEqual(life);
    expect(watcher.completed).toBe(true);
    expect(watcher.activities.find(({ type }) => type === 'goal')).toMatchObject({
      event: { goal: 'purchase', revenue: 5, visitor: { visitorCode: 'anna' } },
    });
  });

  it('is every revision of the configuration, the one in service first, and none twice', async () => {
    const { app, watcher } = await start();
    const [empty, first] = watcher.revisions;
    expect(empty).toMatchObject({ revision: '' });
    expect(first).toMatchObject({ origin: 'live', source: 'memory' });
    app.source.publish(structuredClone(SHOP));
    await app.experiments.refresh();
    app.source.failure = new Error('the source is out of order');
    await app.experiments.refresh();
    expect(watcher.revisions).toHaveLength(2);
    app.source.failure = null;
    app.source.publish(NEWER);
    await app.experiments.refresh();
    expect(watcher.revisions).toHaveLength(3);
    const late: ConfigRevision[] = [];
    app.experiments.config$.subscribe((revision) => late.push(revision)).unsubscribe();
    expect(late).toEqual([watcher.revisions[2]]);
    expect(late[0]?.revision).toBe(app.experiments.status().revision);
    expect(late[0]?.revision).not.toBe(first?.revision);
  });
});
