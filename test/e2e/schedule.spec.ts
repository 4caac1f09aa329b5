import { Injectable } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { Cron, Interval, ScheduleExplorer, ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { afterEach, describe, expect, it } from 'vitest';
import { createProgram } from '../../lib/engine/program.js';
import { ExperimentationModule, getRefreshJobName } from '../../lib/index.js';
import type { ExperimentationOptions } from '../../lib/index.js';
import { memoryPlatform, MemorySource, SHOP } from '../support/memory-platform.js';
import { LogRecorder } from '../support/log-recorder.js';
import type { TestApp } from '../support/test-app.js';
import { startApp } from '../support/test-app.js';
import { until } from '../support/until.js';

@Injectable()
class Chores {
  static ticks = 0;

  @Cron('* * * * * *', { name: 'chore' })
  tick(): void {
    Chores.ticks++;
  }

  @Interval('chore-interval', 60_000)
  idle(): void {
    Chores.ticks++;
  }
}

describe('the refresh', () => {
  let running: TestApp;
  let source: MemorySource;
  afterEach(() => running.close());

  function experimentation(options: Partial<ExperimentationOptions>): DynamicModule {
    source = new MemorySource(SHOP);
    return ExperimentationModule.forRoot({
      platform: memoryPlatform(source),
      logger: new LogRecorder(),
      ...options,
    });
  }

  const SCHEDULES: readonly (readonly [string, DynamicModule[]])[] = [
    ['with a ScheduleModule of its own', [ScheduleModule.forRoot()]],
    ['without a ScheduleModule', []],
  ];

  it.each(SCHEDULES)('is registered as an interval in an application %s', async (_, imports) => {
    running = await startApp({ experimentation: experimentation({ refresh: { everyMs: 60_000 } }), imports });
    const registry = running.app.get(SchedulerRegistry);
    expect(registry.getIntervals()).toEqual(['experimentation:refresh']);
    expect(registry.getInterval(getRefreshJobName()).hasRef()).toBe(false);
    registry.deleteInterval('experimentation:refresh');
  });

  it.each(SCHEDULES)(
    'is registered as a cron job in an application %s, which can start it',
    async (_, imports) => {
      running = await startApp({
        experimentation: experimentation({
          refresh: { cron: '0 4 * * *', timeZone: 'Europe/Paris', jitterMs: 20_000 },
        }),
        imports,
      });
      const job = running.app.get(SchedulerRegistry).getCronJob('experimentation:refresh');
      expect(job.isActive).toBe(true);
      expect(job.nextDate()).toMatchObject({ hour: 4, minute: 0, zoneName: 'Europe/Paris' });
      expect(job.nextDate().second).toBeLessThan(20);
      const before = source.fetches;
      source.publish({ features: { page_size: { defaultValue: 99 } } });
      await job.fireOnTick();
      await until(
        'the refresh',
        () => source.fetches > before && running.experiments.status().warnings.length === 0,
      );
      await until(
        'the new value',
        () => running.experiments.forVisitor({ visitorCode: 'x' }).value('page_size', 0) === 99,
      );
      await job.stop();
    },
  );

  it('runs in time', async () => {
    running = await startApp({
      experimentation: experimentation({ refresh: { everyMs: 1_000, jitterMs: 0 } }),
    });
    source.publish({ features: { page_size: { defaultValue: 99 } } });
    await until(
      'the new value',
      () => running.experiments.forVisitor({ visitorCode: 'x' }).value('page_size', 0) === 99,
    );
  });

  describe('of a platform whose configuration asks for an interval', () => {
    const asking = (options: Partial<ExperimentationOptions> = {}): DynamicModule => {
      source = new MemorySource({ features: {}, every: 60_000 });
      const platform = memoryPlatform(source, {
        compile: (payload) =>
          createProgram({
            revision: JSON.stringify(payload),
            flags: new Map(),
            facts: new Map(Object.entries(payload as object)),
          }),
        refreshMs: 30_000,
        refreshMsOf: ({ facts }) => facts.get('every') as number | undefined,
      });
      return ExperimentationModule.forRoot({
        platform,
        logger: new LogRecorder(),
        allowEmpty: true,
        ...options,
      });
    };
    const interval = (): { readonly _repeat: number } =>
      running.app.get(SchedulerRegistry).getInterval(getRefreshJobName());

    it('follows it, and what it asks for later', async () => {
      running = await startApp({ experimentation: asking() });
      expect(interval()._repeat).toBe(60_000);
      const first = interval();
      source.publish({ features: {}, every: 1_000 });
      await running.experiments.refresh();
      expect(interval()._repeat).toBe(1_000);
      expect(interval()).not.toBe(first);
      source.publish({ features: {}, every: 60_000 });
      await until('a refresh by itself', () => interval()._repeat === 60_000);
      source.publish({ features: {} });
      await running.experiments.refresh();
      expect(interval()._repeat).toBe(30_000);
    });

    it('does as the application says first', async () => {
      running = await startApp({ experimentation: asking({ refresh: { everyMs: 45_000 } }) });
      expect(interval()._repeat).toBe(45_000);
      await running.experiments.refresh();
      expect(interval()._repeat).toBe(45_000);
    });

    it('leaves it ended once the application has ended it', async () => {
      running = await startApp({ experimentation: asking() });
      const registry = running.app.get(SchedulerRegistry);
      registry.deleteInterval(getRefreshJobName());
      source.publish({ features: {}, every: 1_000 });
      await running.experiments.refresh();
      expect(registry.getIntervals()).toEqual([]);
    });
  });

  it('runs cron jobs of the application once', async () => {
    Chores.ticks = 0;
    running = await startApp({
      experimentation: experimentation({ refresh: { everyMs: 60_000 } }),
      imports: [
        ScheduleModule.forRoot(),
        ExperimentationModule.forRoot({
          platform: memoryPlatform(new MemorySource(SHOP)),
          name: 'second',
          logger: new LogRecorder(),
        }),
      ],
      providers: [Chores],
    });
    const registry = running.app.get(SchedulerRegistry);
    expect(registry.getIntervals().toSorted()).toEqual([
      'chore-interval',
      'experimentation:refresh',
      'experimentation:second:refresh',
    ]);
    expect([...registry.getCronJobs().keys()]).toEqual(['chore']);
    const providers = [...running.app.get(ModulesContainer).values()].flatMap((module) => [
      ...module.providers.values(),
    ]);
    expect(providers.filter(({ instance }) => instance instanceof ScheduleExplorer)).toHaveLength(1);
    await until('a tick', () => Chores.ticks > 0);
  });

  it('can be switched off', async () => {
    running = await startApp({ experimentation: experimentation({ refresh: false }) });
    const registry = running.app.get(SchedulerRegistry);
    expect([registry.getIntervals(), [...registry.getCronJobs().keys()]]).toEqual([[], []]);
  });

  it('ends with the application, also when somebody else has ended it', async () => {
    running = await startApp({ experimentation: experimentation({ refresh: { everyMs: 60_000 } }) });
    const registry = running.app.get(SchedulerRegistry);
    await running.close();
    expect(registry.getIntervals()).toEqual([]);
    running = await startApp({ experimentation: experimentation({ refresh: { everyMs: 60_000 } }) });
    running.app.get(SchedulerRegistry).deleteInterval('experimentation:refresh');
  });
});
