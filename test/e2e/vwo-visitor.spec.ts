import { Controller, Get, Inject } from '@nestjs/common';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Experiments, MemoryAssignmentStore, vwo } from '../../lib/index.js';
import type { ExperimentationOptions, VwoOptions } from '../../lib/index.js';
import { ConfigServer, hang, json } from '../support/config-server.js';
import { SlowStore } from '../support/slow-store.js';
import type { AdapterName, Answer, TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';
import { vwoFeature, vwoSettings } from '../fixtures/vwo/settings.js';

@Controller()
class FlagsController {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @Get()
  flags(): object {
    const on = (key: string): boolean => this.experiments.isOn(key);
    return { germany: on('germany'), linux: on('linux'), listed: on('listed'), everybody: on('everybody') };
  }

  @Get('experiment')
  experiment(): object {
    return { variation: this.experiments.variation('split') };
  }
}

const SETTINGS = vwoSettings([
  vwoFeature(1, { key: 'germany', segments: { and: [{ country: 'DE' }] } }),
  vwoFeature(2, { key: 'linux', segments: { or: [{ os: 'linux' }] } }),
  vwoFeature(3, { key: 'listed', segments: { custom_variable: { plan: 'inlist(7)' } } }),
  vwoFeature(4, { key: 'everybody' }),
]);
const NOBODY = { germany: false, linux: false, listed: false, everybody: true };

const ANNA = { headers: { cookie: 'visitor=anna', 'user-agent': 'Agent' } };

async function start(
  adapter: AdapterName,
  platform: VwoOptions,
  options: Partial<ExperimentationOptions> = {},
): Promise<TestApp> {
  const running = await startApp({
    adapter,
    controllers: [FlagsController],
    options: { platform: vwo(platform), attributes: () => ({ plan: 'pro' }), ...options },
  });
  onTestFinished(() => running.close());
  return running;
}

const body = async (answer: Promise<Answer>): Promise<unknown> => (await answer).body;

describe.each(ADAPTERS)('what VWO segments need to know of a visitor, on %s', (adapter) => {
  async function gateway(details = json({ location: { country: 'DE' }, userAgent: { os: 'Linux' } })) {
    const server = await ConfigServer.start();
    server.on('/server-side/v2-settings', json(SETTINGS));
    server.on('/get-user-details', details);
    server.on('/check-attribute', json(true));
    const asked = (): string[] => server.asked.map(({ url }) => url.split('?')[0] as string).toSorted();
    return { url: server.origin, asked };
  }

  it('comes from the gateway, once for several requests', async () => {
    const { url, asked } = await gateway();
    const options: VwoOptions = { accountId: '123456', sdkKey: 'key', gateway: { url } };
    const running = await start(adapter, options, { prefetchTimeoutMs: 5_000 });
    for (let i = 0; i < 3; i++) {
      expect(await body(running.get('/', ANNA))).toEqual({
        germany: true,
        linux: true,
        listed: true,
        everybody: true,
      });
    }
    expect(asked()).toEqual(['/check-attribute', '/get-user-details', '/server-side/v2-settings']);
  });

  it('is done without when the gateway keeps silent, and the application is told so', async () => {
    const { url } = await gateway(hang);
    const options: VwoOptions = { accountId: '123456', sdkKey: 'key', gateway: { url } };
    const running = await start(adapter, options, { prefetchTimeoutMs: 20, attributes: () => ({}) });
    expect(await body(running.get('/', ANNA))).toEqual(NOBODY);
    expect(running.logger.warnings.join()).toContain('vwo could not fetch what it knows of a visitor');
  });

  it('comes from functions of the application', async () => {
    const seen: unknown[] = [];
    const running = await start(adapter, {
      settings: SETTINGS,
      geo: async ({ visitorCode, attributes }) => {
        seen.push([visitorCode, attributes.get('plan')]);
        return { country: 'DE' };
      },
      userAgent: ({ userAgent }) => (userAgent === 'Agent' ? { os: 'Linux' } : null),
    });
    expect(await body(running.get('/', ANNA))).toEqual({ ...NOBODY, germany: true, linux: true });
    expect(seen).toEqual([['anna', 'pro']]);
    const other = { headers: { cookie: 'visitor=ben', 'user-agent': 'Other' } };
    expect(await body(running.get('/', other))).toEqual({ ...NOBODY, germany: true });
  });

  it('is not known without either, as in the official SDK', async () => {
    const running = await start(adapter, { settings: SETTINGS });
    expect(await body(running.get('/', ANNA))).toEqual(NOBODY);
  });
});

describe.each(ADAPTERS)('stored VWO decisions on %s', (adapter) => {
  const STORES = [
    ['in memory', () => new MemoryAssignmentStore()],
    ['far away', () => new SlowStore()],
  ] as const;

  /** Everybody is in one of two variations. */
  function split(first: number): object {
    const variations = [
      { id: 1, name: 'one', weight: first },
      { id: 2, name: 'two', weight: 100 - first },
    ];
    return vwoSettings([vwoFeature(1, { key: 'split', type: 'FLAG_TESTING', campaign: { variations } })]);
  }

  it.each(STORES)('are kept %s as the connectors of VWO keep them, and hold', async (_, store) => {
    const stickyStore = store();
    const options = { stickyStore, prefetchTimeoutMs: 5_000 };
    const before = await start(adapter, { settings: split(100) }, options);
    expect(await body(before.get('/experiment', ANNA))).toEqual({ variation: 'one' });
    await before.close();
    const parts = { key: 'split_anna', feature: 'split', unit: 'visitor', value: 'anna' };
    const asked = [{ ...parts, platform: 'vwo', visitor: 'anna', request: null }];
    expect(await stickyStore.read(asked)).toEqual([
      {
        featureKey: 'split',
        featureId: 1,
        userId: 'anna',
        experimentId: 10,
        experimentKey: 'split_rule-1',
        experimentVariationId: 1,
      },
    ]);
    const after = await start(adapter, { settings: split(0) }, options);
    expect(await body(after.get('/experiment', ANNA))).toEqual({ variation: 'one' });
    const ben = { headers: { cookie: 'visitor=ben' } };
    expect(await body(after.get('/experiment', ben))).toEqual({ variation: 'two' });
  });
});

describe('the configuration of VWO', () => {
  it('is refreshed as often as the settings say', async () => {
    const server = await ConfigServer.start(json({ ...SETTINGS, pollInterval: 1_000 }));
    const account = { accountId: '123456', sdkKey: 'key', baseUrl: server.origin };
    const running = await start('express', account, { refresh: undefined });
    const off = vwoFeature(4, { key: 'everybody', variation: { weight: 0 } });
    server.reply = json(vwoSettings([off], { pollInterval: 1_000 }));
    await expect
      .poll(() => body(running.get('/', ANNA)), { timeout: 8_000 })
      .toMatchObject({ everybody: false });
  });
});
