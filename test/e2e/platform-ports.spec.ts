import { afterEach, describe, expect, it, vi } from 'vitest';
import { createProgram } from '../../lib/engine/program.js';
import { plainDecision } from '../../lib/engine/decision.js';
import type { Flag } from '../../lib/engine/program.js';
import type { Sink, UsageEvent } from '../../lib/index.js';
import { memoryPlatform, MemorySource, SHOP } from '../support/memory-platform.js';
import { RecordingSink } from '../support/recording-sink.js';
import type { TestApp } from '../support/test-app.js';
import { startApp } from '../support/test-app.js';

const stops: TestApp[] = [];
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(stops.splice(0).map((running) => running.close()));
});

async function start(...given: Parameters<typeof startApp>): Promise<TestApp> {
  const running = await startApp(...given);
  stops.push(running);
  return running;
}

/** Answers with the time and the draw that the subject tells. */
const momentFlag: Flag = {
  key: 'moment',
  rules: [],
  otherwise: ({ subject }) =>
    plainDecision({
      key: 'moment',
      value: { now: subject.now, draw: subject.draw },
      reason: 'DEFAULT',
      cause: 'default',
      source: 'moment',
    }),
};

describe('time and chance of a subject', () => {
  const platform = memoryPlatform(new MemorySource({}), {
    compile: () => createProgram({ revision: '1', flags: new Map([['moment', momentFlag]]) }),
  });
  const told = (running: TestApp): { now: number; draw: number } =>
    running.experiments.peekValue('moment') as { now: number; draw: number };

  it('stay as they are for the life of a scope, whatever is set meanwhile', async () => {
    const running = await start({ options: { platform } });
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000 });
    running.experiments.runAs({ visitorCode: 'v' }, () => {
      const first = told(running);
      expect(first.now).toBe(1_000);
      expect(first.draw).toBeGreaterThanOrEqual(0);
      expect(first.draw).toBeLessThan(1);
      vi.setSystemTime(2_000);
      running.experiments.setAttributes({ plan: 'pro' });
      expect(told(running)).toEqual(first);
    });
    running.experiments.runAs({ visitorCode: 'v' }, () => expect(told(running).now).toBe(2_000));
  });

  it('go on with renew(): the time is told anew, what was drawn stays', async () => {
    const running = await start({ options: { platform } });
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000 });
    running.experiments.runAs({ visitorCode: 'v' }, () => {
      const { draw } = told(running);
      vi.setSystemTime(5_000);
      running.experiments.renew();
      expect(told(running)).toEqual({ now: 5_000, draw });
    });
  });
});

class UsageSink extends RecordingSink implements Sink {
  override readonly accepts = new Set(['usage'] as const) as never;

  constructor(
    name: string,
    readonly usages: 'new' | 'every' = 'new',
  ) {
    super(name);
  }

  get keys(): string[] {
    return this.of('usage').map((event: UsageEvent) => `${event.decision.key} ${event.asked}`);
  }
}

const WITH_PREREQUISITE = {
  features: {
    ...SHOP.features,
    guarded: {
      defaultValue: 'no',
      rules: [
        { parentConditions: [{ id: 'page_size', condition: { value: 20 }, gate: false }], force: 'yes' },
      ],
    },
  },
};

describe('usages', () => {
  it('go to a sink each time where it wants every one, and once to the others', async () => {
    const every = new UsageSink('every', 'every');
    const fresh = new UsageSink('fresh');
    const running = await start({ options: { sinks: [every, fresh] } });
    const { experiments } = running;
    for (let request = 0; request < 2; request++) {
      experiments.runAs({ visitorCode: 'anna' }, () => {
        experiments.value('page_size', 1);
        experiments.value('page_size', 1);
        experiments.peekValue('page_size', 1);
      });
    }
    await experiments.flush();
    expect(every.keys).toEqual(Array.from({ length: 4 }, () => 'page_size directly'));
    expect(fresh.keys).toEqual(['page_size directly']);
    const [first, second] = experiments.ledger().sinks;
    expect(first).toMatchObject({ offered: 4, delivered: 4, deduplicated: 0 });
    expect(second).toMatchObject({ offered: 4, delivered: 1, deduplicated: 3 });
  });

  it('say whether the flag was asked for or met as a prerequisite', async () => {
    const sink = new UsageSink('new');
    const source = new MemorySource(WITH_PREREQUISITE);
    const running = await start({ options: { platform: memoryPlatform(source), sinks: [sink] } });
    running.experiments.runAs({ visitorCode: 'anna' }, () => running.experiments.value('guarded'));
    await running.experiments.flush();
    expect(sink.keys).toEqual(['page_size as-prerequisite', 'guarded directly']);
  });
});

describe('a platform that announces itself', () => {
  it('is called once, with what is in service when the application starts', async () => {
    const started: string[] = [];
    const platform = memoryPlatform(new MemorySource(SHOP), {
      start: (_, program) => void started.push(program.revision),
    });
    const running = await start({ options: { platform } });
    expect(started).toEqual([running.experiments.status().revision]);
  });

  it('fails without harm, and it is logged', async () => {
    const platform = memoryPlatform(new MemorySource(SHOP), {
      start: () => Promise.reject(new Error('nobody listens')),
    });
    const running = await start({ options: { platform } });
    await new Promise((resolve) => setImmediate(resolve));
    expect(running.logger.warnings.join('\n')).toContain('could not announce itself: nobody listens');
    expect(running.experiments.forVisitor({ visitorCode: 'v' }).isOn('always_on')).toBe(true);
  });
});
