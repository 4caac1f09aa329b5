import { Inject, Injectable } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import {
  absmartly,
  absmartlyCustomFieldKeys,
  absmartlyCustomFieldType,
  absmartlyCustomFieldValue,
  absmartlyMergeConfig,
  absmartlyVariableKeys,
  Experiments,
} from '../../lib/index.js';
import type { ExperimentationActivity } from '../../lib/index.js';
import { collect, OPTIONS } from '../fixtures/absmartly/wire-collector.js';
import { status } from '../support/collector.js';
import type { TestApp } from '../support/test-app.js';
import { startApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { sampleExperiment } from '../fixtures/absmartly/sample-payload.js';

/** Watches from the beginning, as the SDK's event logger does. */
@Injectable()
class EventLogger {
  readonly seen: ExperimentationActivity[] = [];

  constructor(@Inject(Experiments) experiments: Experiments) {
    experiments.events$.subscribe((activity) => this.seen.push(activity));
  }

  get types(): string[] {
    const others = ['usage', 'attributes', 'dropped', 'unchanged', 'recovered'];
    return this.seen.map(({ type }) => type).filter((type) => !others.includes(type));
  }
}

const FIELDS = [
  { name: 'owner', type: 'string', value: 'team-a' },
  { name: 'limit', type: 'number', value: '12' },
];
const PAYLOAD = { experiments: [sampleExperiment({ split: [0, 1], customFieldValues: FIELDS })] };

describe('an application on A/B Smartly', () => {
  let running: TestApp | undefined;
  afterEach(() => running?.close());

  it("tells what the SDK's event logger tells, in its order; the first configuration is a refresh, too", async () => {
    const { collector, endpoint, serve, published } = await collect(PAYLOAD);
    running = await startApp({
      providers: [EventLogger],
      options: {
        platform: absmartly({ endpoint, ...OPTIONS, retries: 0 }),
        sinks: undefined,
        refresh: false,
      },
    });
    const { app, experiments } = running;
    const logger = app.get(EventLogger);
    expect(logger.types).toEqual(['refresh', 'ready']);
    await experiments.runAs({ visitorCode: 'anna' }, async () => {
      experiments.variation('exp');
      experiments.track('visit');
      await experiments.flush();
    });
    expect(logger.types.slice(2)).toEqual(['exposure', 'goal', 'publish']);
    serve({ experiments: [sampleExperiment({ iteration: 2 })] });
    await experiments.refresh();
    collector.script(status(500));
    await experiments.refresh();
    expect(logger.types.slice(5)).toEqual(['refresh', 'error']);
    expect(logger.seen.find(({ type }) => type === 'error')).toHaveProperty('stage');
    await running.close();
    running = undefined;
    expect(logger.types.slice(7)).toEqual(['close']);
    expect(published()).toHaveLength(1);
  });

  it('differs on purpose: a publish that fails is an error that is told, and keeps its events', async () => {
    const { collector, endpoint, published } = await collect(PAYLOAD);
    running = await startApp({
      providers: [EventLogger],
      options: { platform: absmartly({ endpoint, ...OPTIONS }), sinks: undefined, refresh: false },
    });
    const { app, experiments } = running;
    const logger = app.get(EventLogger);
    collector.script(status(503));
    experiments.forVisitor({ visitorCode: 'anna' }).track('visit');
    await experiments.flush();
    await until('the second delivery', () => published().length === 2);
    await until('the publish', () => logger.types.includes('publish'));
    expect(logger.types).toEqual(['refresh', 'ready', 'goal', 'error', 'publish']);
    expect(logger.seen.find(({ type }) => type === 'error')).toMatchObject({ sink: 'absmartly' });
    expect(published()[1]).toMatchObject({ goals: [{ name: 'visit' }] });
    expect(experiments.ledger().total).toMatchObject({ offered: 1, delivered: 1 });
  });

  it("reads custom fields and the keys of variables from the visitor's configuration", async () => {
    running = await startApp({ options: { platform: absmartly({ payload: PAYLOAD }) } });
    const { experiments, sink } = running;
    await experiments.runAs({ visitorCode: 'anna' }, async () => {
      const { program } = experiments;
      expect(absmartlyCustomFieldKeys(program)).toEqual(['owner', 'limit']);
      expect(absmartlyCustomFieldValue(program, 'exp', 'limit')).toBe(12);
      expect(absmartlyCustomFieldType(program, 'exp', 'owner')).toBe('string');
      expect(absmartlyCustomFieldValue(program, 'exp', 'none')).toBeNull();
      expect(Object.fromEntries(absmartlyVariableKeys(program))).toEqual({ size: ['exp'] });
    });
    await experiments.flush();
    expect(sink.events).toEqual([]);
  });

  it('merges variables into configuration, which is then read for whoever is bound', async () => {
    const audience = '{"filter":[{"eq":[{"var":"plan"},{"value":"pro"}]}]}';
    const variants = [{}, { config: '{"page.size":50}' }];
    const payload = {
      experiments: [sampleExperiment({ split: [0, 1], variants, audience, audienceStrict: true })],
    };
    running = await startApp({ options: { platform: absmartly({ payload }) } });
    const { experiments, sink } = running;
    const merge = () => absmartlyMergeConfig(experiments, { page: { size: 20, title: 'Shop' } });
    const merged = experiments.runAs({ visitorCode: 'anna' }, merge) as { page: Record<string, unknown> };
    const sizeFor = (plan: string) =>
      experiments.runAs({ visitorCode: plan, attributes: { plan } }, () => merged.page['size']);
    expect([sizeFor('pro'), sizeFor('free'), merged.page['title']]).toEqual([50, 20, 'Shop']);
    await experiments.flush();
    expect(sink.of('exposure').map(({ visitor }) => visitor.visitorCode)).toEqual(['pro', 'free']);
  });

  it('differs on purpose: null, or a variable of another type than the fallback, answers the fallback', async () => {
    const variants = [{ config: '{"size":null,"colour":"red"}' }];
    const payload = { experiments: [sampleExperiment({ split: [1], variants })] };
    running = await startApp({ options: { platform: absmartly({ payload }) } });
    const visitor = running.experiments.forVisitor({ visitorCode: 'anna' });
    expect(visitor.value('size', 20)).toBe(20);
    expect(visitor.value('size')).toBeNull();
    expect(visitor.value('colour', 20)).toBe(20);
    expect(visitor.value('colour')).toBe('red');
  });
});
