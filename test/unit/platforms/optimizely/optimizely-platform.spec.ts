import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../lib/engine/evaluate.js';
import { createSubject } from '../../../../lib/engine/subject.js';
import { optimizelySink } from '../../../../lib/platforms/optimizely/wire/optimizely.sink.js';
import { Collector } from '../../../support/collector.js';
import { odpDatafile } from '../../../support/optimizely-odp.js';
import { optimizely } from '../../../../lib/platforms/optimizely/index.js';
import { optimizelyPlatform } from '../../../../lib/platforms/optimizely/optimizely.platform.js';
import type { OptimizelySourceOptions } from '../../../../lib/platforms/optimizely/setup/source.options.js';
import { optimizelySource } from '../../../../lib/platforms/optimizely/wire/optimizely.source.js';
import { SILENT_LOGGER } from '../../../../lib/ports/logger.js';
import { ConfigServer, json } from '../../../support/config-server.js';
import { smallDatafile } from '../../../fixtures/optimizely/datafile.js';

const { signal } = new AbortController();

/** Where a source asks, and with which headers. */
async function asked(
  options: OptimizelySourceOptions,
): Promise<{ url: string; authorization: string | null }> {
  const requests: { url: string; authorization: string | null }[] = [];
  const source = optimizelySource({
    ...options,
    fetch: async (input, init) => {
      const { url, headers } = new Request(input, init);
      requests.push({ url, authorization: headers.get('authorization') });
      return new Response('{}');
    },
  });
  await source.fetch({ signal, since: undefined });
  expect(requests).toHaveLength(1);
  return requests[0] as (typeof requests)[0];
}

describe('optimizelySource', () => {
  it.each<[string, OptimizelySourceOptions, { url: string; authorization: string | null }]>([
    [
      'the CDN',
      { sdkKey: 'Abc' },
      { url: 'https://cdn.optimizely.com/datafiles/Abc.json', authorization: null },
    ],
    [
      'the secured address, with the token',
      { sdkKey: 'Abc', datafileAccessToken: 'secret', requestHeaders: { Authorization: 'mine' } },
      { url: 'https://config.optimizely.com/datafiles/auth/Abc.json', authorization: 'Bearer secret' },
    ],
    [
      'an address of the application, the first place filled',
      {
        sdkKey: 'A b/$&',
        urlTemplate: 'https://proxy.example/%s?again=%25s',
        requestHeaders: { authorization: 'mine' },
      },
      { url: 'https://proxy.example/A%20b%2F%24%26?again=%25s', authorization: 'mine' },
    ],
  ])('downloads from %s', async (_where, options, expected) => {
    expect(await asked(options)).toEqual(expected);
  });

  it('asks for changes only', async () => {
    const lastModified = 'Wed, 21 Oct 2026 07:28:00 GMT';
    const server = await ConfigServer.start(json(smallDatafile(), { 'last-modified': lastModified }));
    const source = optimizelySource({ sdkKey: 'Abc', urlTemplate: `${server.origin}/%s.json` });
    const first = await source.fetch({ signal, since: undefined });
    expect(first?.payload).toEqual(smallDatafile());
    expect(await source.fetch({ signal, since: first?.validator })).toBeUndefined();
    expect(server.asked.map(({ headers }) => headers['if-modified-since'])).toEqual([
      undefined,
      lastModified,
    ]);
    expect(source.name).toBe(`Optimizely (${server.origin})`);
  });

  it.each<[Record<string, unknown>, RegExp]>([
    [{ sdkKey: '' }, /Expected sdkKey to be the SDK key .* got an empty text/],
    [{ sdkKey: 7 }, /Expected sdkKey to be the SDK key .* got a number/],
    [{ sdkKey: 'Abc', datafileAccessToken: '' }, /Expected datafileAccessToken to be the access token/],
    [{ sdkKey: 'Abc', urlTemplate: 'no address' }, /Expected urlTemplate to be an address/],
  ])('refuses %j', (options, message) => {
    expect(() => optimizelySource(options as unknown as OptimizelySourceOptions)).toThrow(message);
  });
});

describe('optimizelySink', () => {
  it('has the batches of the official SDK unless told otherwise', () => {
    expect(optimizelySink().batching).toEqual({ maxBatchSize: 10, flushIntervalMs: 30_000 });
    expect(optimizelySink({ maxBatchSize: 3 }).batching).toEqual({
      maxBatchSize: 3,
      flushIntervalMs: 30_000,
    });
  });
});

describe('optimizely()', () => {
  it('wants an SDK key or a datafile, and checks options at once', () => {
    expect(() => optimizely({})).toThrow(/expects sdkKey: .* or datafile/);
    expect(() => optimizely({ sdkKey: 'Abc', region: 'eu' as 'EU' })).toThrow('"US" or "EU", got "eu"');
    expect(() => optimizely({ sdkKey: 'Abc', events: { eventsUrl: 'nowhere' } })).toThrow(/eventsUrl/);
  });

  it.each([
    [{ sdkKey: '' }, /sdkKey/],
    [{ datafileAccessToken: '' }, /datafileAccessToken/],
    [{ urlTemplate: 'nowhere/%s' }, /urlTemplate/],
    [{ requestHeaders: { 'a b': 'c' } }, /header "a b"/],
    [{ timeoutMs: 0 }, /timeoutMs/],
    [{ odp: { eventBatchSize: 0 } }, /odp.eventBatchSize/],
    [{ cmab: { cacheSize: -1 } }, /cmab.cacheSize/],
  ])('refuses %j at once, before anything is loaded', (options, problem) => {
    expect(() => optimizely({ sdkKey: 'Abc', ...options })).toThrow(TypeError);
    expect(() => optimizely({ sdkKey: 'Abc', ...options })).toThrow(problem);
  });

  it('loads one platform, however often it is asked', async () => {
    const front = optimizely({ datafile: smallDatafile() });
    const platform = await front.load();
    expect(await front.load()).toBe(platform);
    expect([platform.name, platform.refreshMs]).toEqual([front.name, front.refreshMs]);
  });

  it('takes events for the data platform before it is loaded: checked, and counted as those that no datafile has a place for', async () => {
    const { odp, load } = optimizely({ datafile: smallDatafile() });
    const event = { action: 'seen', identifiers: { fs_user_id: 'anna' } };
    expect(odp.ledger()).toEqual({ offered: 0, delivered: 0, queued: 0, dropped: new Map() });
    expect(() => odp.sendEvent({ ...event, action: '' })).toThrow(/action/);
    odp.sendEvent(event);
    expect(odp.ledger()).toEqual({
      offered: 1,
      delivered: 0,
      queued: 0,
      dropped: new Map([['no-integration', 1]]),
    });
    expect(await odp.flush()).toBe(true);
    await load();
    odp.sendEvent(event);
    expect(odp.ledger()).toMatchObject({ offered: 2, dropped: new Map([['no-integration', 2]]) });
  });

  it('hands events over once it is loaded and a datafile says where to', async () => {
    const server = await Collector.start();
    const datafile = odpDatafile(server.origin);
    const { odp, load } = optimizely({ datafile });
    odp.sendEvent({ action: 'early', identifiers: { fs_user_id: 'anna' } });
    await (await load()).compile(datafile);
    odp.sendEvent({ action: 'late', identifiers: { fs_user_id: 'anna' } });
    expect(await odp.flush()).toBe(true);
    expect(odp.ledger()).toEqual({
      offered: 2,
      delivered: 1,
      queued: 0,
      dropped: new Map([['no-integration', 1]]),
    });
  });

  it('reads a given datafile, which is the bootstrap when there is an SDK key', async () => {
    const datafile = smallDatafile();
    const fetched = await optimizelyPlatform({ datafile }).source.fetch({ signal, since: undefined });
    expect(fetched?.payload).toBe(datafile);
    expect(optimizelyPlatform({ datafile }).bootstrap).toBeUndefined();
    expect(optimizelyPlatform({ datafile, sdkKey: 'Abc' }).bootstrap).toBe(datafile);
    expect(optimizelyPlatform({ sdkKey: 'Abc' }).refreshMs).toBe(300_000);
  });

  it('delivers events with an SDK key, or when it is told how', () => {
    const names = (options: Parameters<typeof optimizely>[0]): string[] =>
      optimizelyPlatform({ odp: false, ...options })
        .sinks({ logger: SILENT_LOGGER })
        .map(({ name }) => name);
    const datafile = smallDatafile();
    expect(names({ sdkKey: 'Abc' })).toEqual(['optimizely']);
    expect(names({ sdkKey: 'Abc', events: false })).toEqual([]);
    expect(names({ datafile })).toEqual([]);
    expect(names({ datafile, events: {} })).toEqual(['optimizely']);
    expect(names({ sdkKey: 'Abc', odp: {} })).toEqual(['optimizely', 'optimizely-odp']);
  });

  it('hashes the unit it is told', async () => {
    const platform = optimizelyPlatform({ datafile: smallDatafile(), visitorUnit: 'account' });
    const program = await platform.compile(smallDatafile());
    const facts = { visitorCode: 'v', attributes: new Map(), url: '', userAgent: null, ip: null };
    const subject = createSubject(
      platform.subject({
        ...facts,
        units: new Map([
          ['visitor', 'v'],
          ['account', 'a-7'],
        ]),
      }),
    );
    expect(evaluate(program, 'checkout', subject).exposures[0]).toMatchObject({
      hashAttribute: 'account',
      hashValue: 'a-7',
    });
  });
});

describe('a large datafile', () => {
  it('lets other work have its turn while it is compiled', async () => {
    const datafile = smallDatafile();
    const [flag] = datafile['featureFlags'];
    datafile['featureFlags'] = Array.from({ length: 2_000 }, (_, i) => ({
      ...flag,
      id: `${i}`,
      key: `f${i}`,
    }));
    let turns = 0;
    const count = setImmediate(function again() {
      turns += 1;
      setImmediate(again).unref();
    }).unref();
    const program = await optimizelyPlatform({ sdkKey: 'Abc' }).compile(datafile);
    clearImmediate(count);
    expect(program.flags.size).toBe(2_000);
    expect(turns).toBeGreaterThan(20);
  });

  it('is checked against the schema if that is wanted', async () => {
    const datafile = smallDatafile();
    delete datafile['experiments'][0].layerId;
    const warnings = async (options: { readonly validateDatafile?: boolean }): Promise<readonly string[]> =>
      (await optimizelyPlatform({ sdkKey: 'Abc', ...options }).compile(datafile)).warnings.map(
        ({ path }) => path,
      );
    expect(await warnings({})).toEqual([]);
    expect(await warnings({ validateDatafile: true })).toContain('experiments[0].layerId');
  });
});
