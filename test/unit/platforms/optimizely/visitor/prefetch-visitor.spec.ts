import { describe, expect, it } from 'vitest';
import { optimizely } from '../../../../../lib/index.js';
import type { OptimizelyVisitorOptions } from '../../../../../lib/index.js';
import { optimizelyPlatform } from '../../../../../lib/platforms/optimizely/optimizely.platform.js';
import type { OptimizelyOdpCacheUse } from '../../../../../lib/platforms/optimizely/setup/odp.options.js';
import { Collector, hang } from '../../../../support/collector.js';
import {
  byPath,
  odpDatafile,
  postedTo,
  predictionAnswer,
  says,
  segmentsAnswer,
} from '../../../../support/optimizely-odp.js';
import { until } from '../../../../support/until.js';

interface Side {
  readonly server: Collector;
  facts(id: string | undefined, signal?: AbortSignal): Promise<ReadonlyMap<string, unknown> | undefined>;
  asked(path: string): number;
}

/** The platform on a local server that has all answers. */
async function start(
  options: OptimizelyVisitorOptions = {},
  changes: Record<string, unknown> = {},
): Promise<Side> {
  const server = await Collector.start(
    byPath({
      '/v3/graphql': says(segmentsAnswer({ gold: 'qualified' })),
      '/predict/': says(predictionAnswer('102')),
    }),
  );
  const datafile = odpDatafile(server.origin, changes);
  const platform = optimizelyPlatform({
    datafile,
    ...options,
    ...(options.cmab !== false && {
      cmab: { predictionEndpointTemplate: `${server.origin}/predict/%s`, ...options.cmab },
    }),
  });
  const program = await platform.compile(datafile);
  return {
    server,
    asked: (path) => postedTo(server, path).length,
    async facts(id, signal = new AbortController().signal) {
      const units = new Map(id === undefined ? [] : [['visitor', id]]);
      const visitor = { visitorCode: '', units, attributes: new Map(), url: '', userAgent: null, ip: null };
      return platform.prefetch?.(visitor, program, signal);
    },
  };
}

describe('segments', () => {
  it.each([
    ['nobody is kept', { segmentsCacheSize: 0 }, ['anna', 'anna'], 2],
    ['one is kept', { segmentsCacheSize: 1 }, ['anna', 'anna', 'ben', 'anna'], 3],
    ['they never expire', { segmentsCacheTtlMs: 0 }, ['anna', 'anna'], 1],
    ['nothing is said', {}, ['anna', 'anna', 'vuid_1', 'anna'], 2],
  ])('are fetched again when they must: %s', async (_when, odp, visitors, fetched) => {
    const side = await start({ odp, cmab: false });
    for (const id of visitors) expect((await side.facts(id))?.get('qualifiedSegments')).toEqual(['gold']);
    expect(side.asked('/v3/graphql')).toBe(fetched);
  });

  it('are kept where the application says, and forgotten when it says so', async () => {
    const kept = new Map<string, readonly string[]>();
    let use: OptimizelyOdpCacheUse = 'use';
    const side = await start({ odp: { segmentsCache: kept, segmentsCacheUse: () => use }, cmab: false });
    await side.facts('anna');
    await side.facts('anna');
    expect([side.asked('/v3/graphql'), [...kept.values()]]).toEqual([1, [['gold']]]);
    use = 'ignore';
    await side.facts('anna');
    await side.facts('ben');
    expect([side.asked('/v3/graphql'), kept.size]).toEqual([3, 1]);
    use = 'reset';
    await side.facts('ben');
    expect([side.asked('/v3/graphql'), kept.size]).toEqual([4, 1]);
  });

  it('are fetched once for requests of one visitor at the same time', async () => {
    const side = await start({ cmab: false });
    await Promise.all(Array.from({ length: 5 }, () => side.facts('anna')));
    expect(side.asked('/v3/graphql')).toBe(1);
  });

  it('are waited for until the signal, and kept when they come later', async () => {
    const side = await start({ cmab: false });
    const answer = side.server.otherwise;
    let late: (() => void) | undefined;
    side.server.otherwise = (delivery, response) => {
      late = () => void answer(delivery, response);
      return false;
    };
    const patience = new AbortController();
    const facts = side.facts('anna', patience.signal);
    await until('the question', () => late !== undefined);
    patience.abort(new Error('too late'));
    await expect(facts).rejects.toThrow('too late');
    late?.();
    expect((await side.facts('anna'))?.get('qualifiedSegments')).toEqual(['gold']);
    expect(side.asked('/v3/graphql')).toBe(1);
  });

  it('have a time-out of their own', async () => {
    const side = await start({ odp: { segmentsTimeoutMs: 20 }, cmab: false });
    side.server.otherwise = hang;
    await expect(side.facts('anna')).rejects.toThrow('within 20 ms');
  });

  it('are nobody’s without a visitor id, and without an address', async () => {
    expect(await (await start()).facts(undefined)).toBeUndefined();
    const nowhere = await start({ cmab: false }, { integrations: [{ key: 'odp' }] });
    await expect(nowhere.facts('anna')).rejects.toThrow();
  });
});

describe('predictions', () => {
  it('do without segments that could not be had', async () => {
    const side = await start();
    const answer = side.server.otherwise;
    side.server.otherwise = (delivery, response) =>
      delivery.url.startsWith('/v3/')
        ? says('oops', 500)(delivery, response) !== undefined
        : answer(delivery, response);
    const facts = await side.facts('ben');
    expect(facts?.has('qualifiedSegments')).toBe(false);
    expect(facts?.get('cmab')).toMatchObject(new Map([['10', { variationId: '102' }]]));
  });

  it('wait for segments where the audience asks for them, and not for those who are whitelisted', async () => {
    const side = await start();
    await side.facts('ben');
    expect([side.asked('/predict/10'), side.asked('/predict/12')]).toEqual([1, 1]);
    await side.facts('tester');
    expect(side.asked('/predict/12')).toBe(1);
  });

  it('are asked for anew when none are kept, and when the cache is out of order', async () => {
    const broken = {
      get: () => Promise.reject(new Error('down')),
      set: () => Promise.reject(new Error('down')),
    };
    for (const cmab of [{ cacheSize: 0 }, { cache: broken }]) {
      const side = await start({ odp: false, cmab });
      for (let i = 0; i < 2; i++) {
        expect((await side.facts('ben'))?.get('cmab')).toMatchObject(
          new Map([['10', { variationId: '102' }]]),
        );
      }
      expect(side.asked('/predict/10')).toBe(2);
    }
  });

  it('fail without a question for an attribute that the datafile does not have', async () => {
    const side = await start({ odp: false }, { attributes: [] });
    expect((await side.facts('ben'))?.get('cmab')).toEqual(new Map([['10', null]]));
    expect(side.asked('/predict/10')).toBe(0);
  });

  it.each<OptimizelyVisitorOptions>([
    { cmab: { cacheSize: -1 } },
    { cmab: { cacheTtlMs: 1.5 } },
    { cmab: { timeoutMs: 0 } },
    { cmab: { predictionEndpointTemplate: 'nowhere' } },
    { odp: { segmentsCacheSize: -1 } },
    { odp: { segmentsCacheTtlMs: Number.NaN } },
  ])('want options that make sense: %j', (options) => {
    expect(() => optimizely({ sdkKey: 'Abc', ...options })).toThrow(TypeError);
  });
});
