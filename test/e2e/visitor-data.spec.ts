import { Controller, Get, Inject } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import { Experiments } from '../../lib/index.js';
import type { ExperimentationEvent, ExperimentationOptions, Platform, Sink } from '../../lib/index.js';
import { memoryPlatform, MemorySource, SHOP } from '../support/memory-platform.js';
import { RecordingSink } from '../support/recording-sink.js';
import type { TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

/** A platform that keeps data: attributes that last longer than a request, and what it witnessed. */
class KeepingPlatform {
  readonly known = new Map<string, Record<string, unknown>>();
  readonly witnessed: string[] = [];
  readonly members: Partial<Platform> = {
    subject: ({ visitorCode }) => ({
      units: { visitor: visitorCode },
      attributes: { id: visitorCode, ...this.known.get(visitorCode) },
    }),
    addData: ({ visitorCode }, data) => {
      if (data.some((datum) => !('attributes' in datum))) throw new TypeError('Only attributes.');
      for (const datum of data as { attributes: object }[])
        this.known.set(visitorCode, { ...this.known.get(visitorCode), ...datum.attributes });
      return data.filter((datum) => !('silent' in datum));
    },
    arrive: ({ cookies, referrer }) =>
      referrer === null ? [] : [{ attributes: { cookies, referrer }, arrived: true }],
    witness: (event) => {
      this.witnessed.push(event.kind === 'goal' ? event.goal : event.exposure.experiment.key);
    },
  };
}

class DataSink implements Sink {
  readonly name = 'data';
  readonly accepts = new Set(['data'] as const);
  readonly events: ExperimentationEvent[] = [];

  send(batch: readonly ExperimentationEvent[]): Promise<void> {
    this.events.push(...batch);
    return Promise.resolve();
  }
}

@Controller()
class ShopController {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @Get('add')
  add(): object {
    const before = this.experiments.isOn('new_checkout');
    this.experiments.addData({ attributes: { beta: true } }, { attributes: { more: 1 }, silent: true });
    return { before, after: this.experiments.isOn('new_checkout') };
  }

  @Get('ask')
  ask(): object {
    return { on: this.experiments.isOn('new_checkout') };
  }

  @Get('use')
  use(): object {
    this.experiments.variation('half');
    this.experiments.variation('half');
    this.experiments.track('bought');
    return {};
  }
}

describe.each(ADAPTERS)('data about visitors on %s', (adapter) => {
  let running: TestApp;
  afterEach(() => running.close());

  const plain = new RecordingSink('plain');
  const sink = new DataSink();
  async function start(
    members: Partial<Platform>,
    rest: Partial<ExperimentationOptions> = {},
  ): Promise<TestApp> {
    sink.events.length = 0;
    plain.events.length = 0;
    running = await startApp({
      adapter,
      controllers: [ShopController],
      options: { platform: memoryPlatform(new MemorySource(SHOP), members), sinks: [plain, sink], ...rest },
    });
    return running;
  }

  it('is seen by later decisions of the same request and of later ones', async () => {
    const app = await start(new KeepingPlatform().members, { visitor: { queryParameter: 'code' } });
    expect((await app.get('/add?code=v-1')).body).toEqual({ before: false, after: true });
    expect((await app.get('/ask?code=v-1')).body).toEqual({ on: true });
    expect((await app.get('/ask?code=v-2')).body).toEqual({ on: false });
  });

  it('is kept for a visitor who is named, too', async () => {
    const app = await start(new KeepingPlatform().members);
    app.experiments.forVisitor({ visitorCode: 'v-1' }).addData({ attributes: { beta: true } });
    expect(app.experiments.forVisitor({ visitorCode: 'v-1' }).isOn('new_checkout')).toBe(true);
  });

  it('is offered to sinks that ask for it, and to no others', async () => {
    const app = await start(new KeepingPlatform().members);
    await app.get('/add');
    await app.experiments.flush();
    expect(sink.events).toMatchObject([{ kind: 'data', data: { attributes: { beta: true } } }]);
    expect(plain.events).toEqual([]);
  });

  it('adds nothing when the platform does not know it', async () => {
    const app = await start(new KeepingPlatform().members);
    const visitor = app.experiments.forVisitor({ visitorCode: 'v-1' });
    expect(() => visitor.addData({ attributes: { beta: true } }, {})).toThrow(TypeError);
    expect(visitor.isOn('new_checkout')).toBe(false);
  });

  it('says so where the platform keeps none', async () => {
    const app = await start({});
    expect(() => app.experiments.forVisitor({ visitorCode: 'v-1' }).addData({})).toThrow(
      /Platform memory keeps no data about visitors.*setAttributes/,
    );
  });

  it('is what a request tells by itself, once a request, whether or not anything is decided', async () => {
    for (const options of [{}, { attributes: () => ({}) }] satisfies Partial<ExperimentationOptions>[]) {
      const platform = new KeepingPlatform();
      const app = await start(platform.members, options);
      await app.get('/use', { headers: { cookie: 'a=b', referer: 'https://example.com/' } });
      await app.experiments.flush();
      expect(sink.events.map((event) => event.kind === 'data' && event.data)).toEqual([
        { attributes: { cookies: 'a=b', referrer: 'https://example.com/' }, arrived: true },
      ]);
      app.experiments.forVisitor({ visitorCode: 'job' }).isOn('new_checkout');
      expect(platform.known.has('job')).toBe(false);
      if (options.attributes === undefined) await app.close();
    }
  });

  it('is decided without when the platform fails to take in what a request tells', async () => {
    const failing = (): never => {
      throw new Error('broken');
    };
    const app = await start({ ...new KeepingPlatform().members, arrive: failing });
    expect((await app.get('/ask')).body).toEqual({ on: false });
    expect(app.logger.everything).toContain('broken');
  });

  it('comes with word of every exposure and goal, once each', async () => {
    const platform = new KeepingPlatform();
    const app = await start(platform.members);
    await app.get('/use');
    expect(platform.witnessed).toEqual(['half_test', 'bought']);
  });
});
