import { Controller, Get, Inject } from '@nestjs/common';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ExperimentationOptions, Platform, PlatformFront } from '../../lib/index.js';
import { Experiments, FeatureFlag, kameleoon, localFile, MemoryAssignmentStore } from '../../lib/index.js';
import { PLATFORMS } from '../conformance/platforms/all.js';
import type { PlatformId } from '../conformance/platforms/platform-case.js';
import { EveryEventSink } from '../support/every-event.sink.js';
import { GIVEN_PLATFORMS } from '../support/given-platforms.js';
import { tempFolder } from '../support/temp-folder.js';
import type { AdapterName, TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

@Controller()
class HalfController {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @Get('half')
  half(): object {
    const { experiments } = this;
    const { on, assignment, exposures, writes } = experiments.decide('half');
    experiments.decide('half');
    experiments.variation('half');
    experiments.variables('half');
    return { on, variation: assignment?.variation.key ?? null, exposures, writes };
  }

  @Get('other')
  other(): object {
    return { variation: this.experiments.variation('company') };
  }

  @Get('goal')
  goal(): object {
    this.experiments.track('1');
    return {};
  }

  @Get('gated')
  @FeatureFlag('off')
  gated(): object {
    return { in: true };
  }
}

interface Forced {
  readonly platform: () => Platform | PlatformFront | Promise<PlatformFront>;
  /** What `override()` takes on the platform for the flag `half`. */
  readonly key: string;
  readonly arms: Readonly<Record<'a' | 'b', string | number>>;
  /** Whether it stores assignments. */
  readonly stores: boolean;
}

const project = (id: PlatformId): unknown => PLATFORMS.find((one) => one.id === id)?.project;
const given = (id: PlatformId) => (): Platform | PlatformFront => GIVEN_PLATFORMS[id](project(id));
const byKey = { a: 'a', b: 'b' };

async function inFile(): Promise<PlatformFront> {
  const path = join(await tempFolder(), 'experiments.json');
  writeFileSync(path, JSON.stringify(project('growthbook')));
  return localFile(path, { events: false });
}

const CASES: readonly [string, Forced][] = [
  ['GrowthBook', { platform: given('growthbook'), key: 'half', arms: byKey, stores: true }],
  ['a local file', { platform: inFile, key: 'half', arms: byKey, stores: true }],
  ['Optimizely', { platform: given('optimizely'), key: 'half', arms: byKey, stores: true }],
  ['A/B Smartly', { platform: given('absmartly'), key: 'half', arms: { a: 0, b: 1 }, stores: false }],
  ['VWO', { platform: given('vwo'), key: 'half_rule-1', arms: byKey, stores: true }],
  ['Kameleoon', { platform: given('kameleoon'), key: '30', arms: byKey, stores: false }],
];

const ROUNDS = CASES.flatMap(([name, forced]) => ADAPTERS.map((adapter) => [name, adapter, forced] as const));

interface Half {
  readonly variation: string;
}

async function start(
  adapter: AdapterName,
  platform: Platform | PlatformFront,
  more: Partial<ExperimentationOptions> = {},
): Promise<{ app: TestApp; sink: EveryEventSink; half: (cookie: string) => Promise<Half> }> {
  const sink = new EveryEventSink();
  const app = await startApp({
    adapter,
    controllers: [HalfController],
    options: {
      platform,
      sinks: [sink],
      visitor: { cookie: { name: 'visitor' } },
      // A/B Smartly knows no visitor code.
      attributes: () => ({ company: 'acme' }),
      units: (_, visitorCode) => ({ session_id: visitorCode, user_id: visitorCode }),
      overrides: { secret: 'a secret of the tests' },
      ...more,
    },
  });
  onTestFinished(() => app.close());
  const half = async (cookie: string): Promise<Half> => {
    const { body } = await app.get('/half', { headers: { cookie } });
    await app.experiments.flush();
    return body as Half;
  };
  return { app, sink, half };
}

const overridesCookie = (token: string): string => `experiment_overrides=${token}`;

describe.each(ROUNDS)('signed overrides with %s on %s', (_, adapter, { platform, key, arms }) => {
  it('force each variation, and nobody is told', async () => {
    const { app, sink, half } = await start(adapter, await platform());
    const natural = await half('visitor=anna');
    expect(sink.told.filter((what) => what.startsWith('exposure'))).toHaveLength(1);
    const before = [...sink.told];
    for (const arm of ['a', 'b'] as const) {
      const token = app.experiments.signOverrides({ [key]: arms[arm] });
      for (const visitor of ['anna', 'ben', 'cleo', 'dora']) {
        const forced = await half(`visitor=${visitor}; ${overridesCookie(token)}`);
        expect(forced).toEqual({
          on: expect.anything() as unknown,
          variation: String(arms[arm]),
          exposures: [],
          writes: [],
        });
      }
    }
    expect(sink.told).toEqual(before);
    expect((await half('visitor=anna')).variation).toBe(natural.variation);
  });

  it('leave everything else as it is: other experiments count, goals do', async () => {
    const { app, sink } = await start(adapter, await platform());
    const cookie = `visitor=anna; ${overridesCookie(app.experiments.signOverrides({ [key]: arms.b }))}`;
    await app.get('/half', { headers: { cookie } });
    await app.get('/other', { headers: { cookie } });
    await app.get('/goal', { headers: { cookie } });
    await app.experiments.flush();
    const kinds = new Set(sink.told.map((what) => what.split(' ')[0]));
    expect(kinds).toEqual(new Set(['exposure', 'usage', 'goal']));
    expect(sink.told.filter((what) => what === 'usage half')).toEqual([]);
  });

  it('open gates by a value, and nobody is told', async () => {
    const { app, sink } = await start(adapter, await platform());
    const token = app.experiments.signOverrides({ off: { value: true } });
    expect((await app.get('/gated')).status).toBe(404);
    await app.experiments.flush();
    const before = [...sink.told];
    expect((await app.get('/gated', { headers: { cookie: overridesCookie(token) } })).status).toBe(200);
    await app.experiments.flush();
    expect(sink.told).toEqual(before);
  });
});

describe.each(ROUNDS.filter(([, , { stores }]) => stores))(
  'signed overrides with %s on %s and an assignment store',
  (_, adapter, { platform, key, arms }) => {
    it('neither read nor change what is stored', async () => {
      const store = new MemoryAssignmentStore();
      const { app, half } = await start(adapter, await platform(), { stickyStore: store });
      const natural = await half('visitor=anna');
      const { writes } = app.experiments.status().assignments as { writes: number };
      expect(writes).toBeGreaterThan(0);
      const other = natural.variation === 'a' ? 'b' : 'a';
      const token = app.experiments.signOverrides({ [key]: arms[other] });
      expect((await half(`visitor=anna; ${overridesCookie(token)}`)).variation).toBe(other);
      expect((await half(`visitor=ben; ${overridesCookie(token)}`)).variation).toBe(other);
      expect(app.experiments.status().assignments).toMatchObject({ writes, pending: 0 });
      expect((await half('visitor=anna')).variation).toBe(natural.variation);
    });
  },
);

describe.each(ADAPTERS)('signed overrides with Kameleoon on %s', (adapter) => {
  it('leave nothing in the memory of visitors', async () => {
    const platform = kameleoon({ dataFile: project('kameleoon') });
    const { app, half } = await start(adapter, platform);
    const token = app.experiments.signOverrides({ 30: 'b' });
    await half(`visitor=anna; ${overridesCookie(token)}`);
    expect(platform.visitorMemory().visitors).toBe(0);
    await half('visitor=anna');
    expect(platform.visitorMemory().visitors).toBe(1);
  });
});
