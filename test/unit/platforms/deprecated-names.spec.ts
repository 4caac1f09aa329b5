import { describe, expect, it } from 'vitest';
import * as library from '../../../lib/index.js';
import * as absmartly from '../../../lib/platforms/absmartly/exports.js';
import * as kameleoon from '../../../lib/platforms/kameleoon/exports.js';
import * as vwo from '../../../lib/platforms/vwo/exports.js';
import type { Sink } from '../../../lib/ports/sink.js';
import type { Source } from '../../../lib/ports/source.js';
import { ConfigServer, json } from '../../support/config-server.js';

const COLLECTOR = {
  endpoint: 'https://collector.example.com/v1',
  apiKey: 'key',
  application: 'website',
  environment: 'production',
};
const ACCOUNT = { accountId: '123456', sdkKey: 'key' };
const SITE = { siteCode: 'a1b2c3d4e5' };
const BATCH = { maxBatchSize: 7, flushIntervalMs: 500 };
const BRIDGE = { callback: () => undefined };

const SINKS: readonly (readonly [string, Sink, Sink])[] = [
  [
    'absmartlySink',
    library.absmartlySink({ ...COLLECTOR, ...BATCH }),
    absmartly.absmartlySink({ ...COLLECTOR, ...BATCH }),
  ],
  ['vwoSink', library.vwoSink(ACCOUNT), vwo.vwoSink(ACCOUNT)],
  [
    'vwoSink, one by one and without attributes',
    library.vwoSink({ ...ACCOUNT, batch: false, attributes: false }),
    vwo.vwoSink({ ...ACCOUNT, batch: false, attributes: false }),
  ],
  ['vwoIntegrationsSink', library.vwoIntegrationsSink(BRIDGE), vwo.vwoIntegrationsSink(BRIDGE)],
  [
    'kameleoonSink',
    library.kameleoonSink({ ...SITE, ...BATCH }),
    kameleoon.kameleoonSink({ ...SITE, ...BATCH }),
  ],
];

const SOURCES: readonly (readonly [string, Source, Source])[] = [
  ['absmartlySource', library.absmartlySource(COLLECTOR), absmartly.absmartlySource(COLLECTOR)],
  ['vwoSource', library.vwoSource(ACCOUNT), vwo.vwoSource(ACCOUNT)],
  ['kameleoonSource', library.kameleoonSource(SITE), kameleoon.kameleoonSource(SITE)],
  [
    'kameleoonSource without updates',
    library.kameleoonSource({ ...SITE, realTime: false }),
    kameleoon.kameleoonSource({ ...SITE, realTime: false }),
  ],
];

/** Those of the main entry that make something. */
const REFUSALS: readonly (readonly [string, () => unknown, () => unknown])[] = [
  ['absmartlySink', () => library.absmartlySink({} as never), () => absmartly.absmartlySink({} as never)],
  [
    'absmartlySource',
    () => library.absmartlySource({} as never),
    () => absmartly.absmartlySource({} as never),
  ],
  [
    'absmartlySink with a name for no header',
    () => library.absmartlySink({ ...COLLECTOR, environment: '日本' }),
    () => absmartly.absmartlySink({ ...COLLECTOR, environment: '日本' }),
  ],
  ['vwoSink', () => library.vwoSink({} as never), () => vwo.vwoSink({} as never)],
  [
    'vwoSink with too large batches',
    () => library.vwoSink({ ...ACCOUNT, maxBatchSize: 5_001 }),
    () => vwo.vwoSink({ ...ACCOUNT, maxBatchSize: 5_001 }),
  ],
  ['vwoSource', () => library.vwoSource({} as never), () => vwo.vwoSource({} as never)],
  ['vwoAliases', () => library.vwoAliases({} as never), () => vwo.vwoAliases({} as never)],
  [
    'vwoAliases of no gateway',
    () => library.vwoAliases({ ...ACCOUNT, gateway: { url: '' } }),
    () => vwo.vwoAliases({ ...ACCOUNT, gateway: { url: '' } }),
  ],
  ['kameleoonSink', () => library.kameleoonSink({} as never), () => kameleoon.kameleoonSink({} as never)],
  [
    'kameleoonSource',
    () => library.kameleoonSource({} as never),
    () => kameleoon.kameleoonSource({} as never),
  ],
];

function thrownBy(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

describe('what the main entry still exports of a platform', () => {
  it.each(SINKS)('%s takes what the sink of the subpath takes', (_name, old, real) => {
    expect(old.name).toBe(real.name);
    expect(old.accepts).toEqual(real.accepts);
    expect(old.batching).toEqual(real.batching);
  });

  it.each(SOURCES)('%s is called and watched as the source of the subpath', (_name, old, real) => {
    expect(old.name).toBe(real.name);
    expect(old.asksAgain ?? false).toBe(real.asksAgain ?? false);
    expect(typeof old.watch).toBe(typeof real.watch);
  });

  it.each(REFUSALS)('%s refuses what makes no sense at once, in the same words', (_name, old, real) => {
    const error = thrownBy(real);
    expect(error).toBeInstanceOf(TypeError);
    expect(thrownBy(old)).toEqual(error);
  });

  it('fetches', async () => {
    const server = await ConfigServer.start(json({ experiments: [] }));
    const source = library.absmartlySource({ ...COLLECTOR, endpoint: `${server.origin}/v1` });
    const fetched = await source.fetch({ signal: new AbortController().signal, since: undefined });
    expect(fetched?.payload).toEqual({ experiments: [] });
  });

  it('delivers', async () => {
    const heard: unknown[] = [];
    const sink = library.vwoIntegrationsSink({ callback: (properties) => heard.push(properties) });
    const goal = {
      kind: 'goal',
      goal: 'order',
      at: 0,
      revision: '1',
      revenue: undefined,
      properties: {},
      facts: new Map([['goals', new Map([['order', {}]])]]),
      visitor: {
        visitorCode: 'anna',
        units: new Map(),
        attributes: new Map(),
        url: '',
        userAgent: null,
        ip: null,
      },
    } as const;
    await sink.send([goal], { signal: new AbortController().signal });
    expect(heard).toEqual([{ eventName: 'order', api: 'trackEvent' }]);
  });

  it('is the very same where it is light', () => {
    expect(library.KameleoonV1).toBe(kameleoon.KameleoonV1);
    expect(library.kameleoonData).toBe(kameleoon.kameleoonData);
    expect(library.KameleoonNotTargetedError).toBe(kameleoon.KameleoonNotTargetedError);
    expect(library.vwoConnectorStore).toBe(vwo.vwoConnectorStore);
    expect(library.absmartlyMergeConfig).toBe(absmartly.absmartlyMergeConfig);
  });

  it.each([
    ['absmartly', absmartly],
    ['kameleoon', kameleoon],
    ['vwo', vwo],
  ])('has every name of nestjs-experimentation/%s', (_name, exported) => {
    const missing = Object.keys(exported).filter((name) => !(name in library));
    expect(missing).toEqual([]);
  });
});
