import { OptimizelyDecideOption } from '@optimizely/optimizely-sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OptimizelyCmabCacheUse } from '../../../lib/platforms/optimizely/setup/cmab.options.js';
import type { Delivery } from '../../support/collector.js';
import { Collector, status } from '../../support/collector.js';
import { byPath, odpDatafile, postedTo, predictionAnswer, says } from '../../support/optimizely-odp.js';
import type { Asking } from './odp-sides.js';
import { OurSide, theirs } from './odp-sides.js';

const PREDICT = '/predict/';

const bandits = (origin: string): Record<string, unknown> => odpDatafile(origin, { integrations: [] });

function options(origin: string): { cmab: { predictionEndpointTemplate: string } } {
  return { cmab: { predictionEndpointTemplate: `${origin}/predict/%s` } };
}

/** A question without the identifier that is made anew each time. */
function comparable({ method, url, headers, body }: Delivery): unknown {
  const question: unknown = JSON.parse(body, (name, value: unknown) =>
    name === 'cmabUUID' ? typeof value : value,
  );
  return { method, url, type: headers['content-type'], question };
}

/** Both sides ask the same server, one after the other; what they ask, and what they decide. */
async function ask(
  server: Collector,
  visitor: Asking,
  flagKey: string,
): Promise<{ official: unknown; own: unknown }> {
  const before = server.deliveries.length;
  const client = await theirs(bandits(server.origin), server.origin);
  const user = client.createUserContext(visitor.id, visitor.attributes as never);
  const { variationKey, ruleKey } = await user.decideAsync(flagKey);
  const between = server.deliveries.length;
  const ours = await OurSide.of(bandits(server.origin), options(server.origin));
  // A request to fetch about a visitor covers every flag: only those of the flag in question are compared.
  const decided = await ours.decide(visitor, flagKey);
  const asked = server.deliveries.slice(between);
  return {
    official: { variationKey, ruleKey, asked: server.deliveries.slice(before, between).map(comparable) },
    own: {
      variationKey: decided.variationKey,
      ruleKey: decided.ruleKey,
      asked: asked.filter(({ url }) => (flagKey === 'with_bandit') === url.endsWith('/10')).map(comparable),
    },
  };
}

describe('predictions for contextual bandits', () => {
  const attribute = fc.oneof(
    fc.string(),
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.constantFrom(null, 'FR', 2 ** 60, '"'),
  );

  it('are asked for, and decide, as with the official SDK', async () => {
    const answers = fc.constantFrom('101', '102', 102, 'ghost', 'failure');
    const reached = new Set<unknown>();
    const server = await Collector.start();
    await fc.assert(
      fc.asyncProperty(
        fc.uuid(),
        fc.dictionary(fc.constantFrom('country', 'age', 'plan', 'other', '__proto__'), attribute, {
          noNullPrototype: true,
        }),
        answers,
        async (id, attributes, answer) => {
          server.otherwise = byPath({
            [PREDICT]: answer === 'failure' ? says('{}') : says(predictionAnswer(answer)),
          });
          const { official, own } = await ask(server, { id, attributes }, 'with_bandit');
          expect(own).toEqual(official);
          reached.add((official as { variationKey: unknown }).variationKey);
        },
      ),
      { numRuns: 60, seed: 20_261_121 },
    );
    expect(reached).toEqual(new Set(['control', 'treatment', null]));
  }, 30_000);

  it.each(['FR', 'US'])('are asked for only where a decision comes to them: %s', async (country) => {
    const server = await Collector.start(byPath({ [PREDICT]: says(predictionAnswer('112')) }));
    const { official, own } = await ask(server, { id: 'anna', attributes: { country } }, 'with_two_bandits');
    expect(own).toEqual(official);
    expect(official).toMatchObject({ ruleKey: country === 'FR' ? 'french_bandit' : 'rest' });
  });

  it.each([
    ['a variation that is none', says(predictionAnswer('')), null],
    ['no predictions', says('{"predictions":[]}'), null],
    ['predictions that are no list', says('{"predictions":7}'), null],
    ['no JSON', says('oops'), null],
    ['null', says('null'), null],
    ['HTTP 500', says(predictionAnswer('102'), 500), null],
    ['HTTP 404', says(predictionAnswer('102'), 404), null],
    ['HTTP 201', says(predictionAnswer('102'), 201), 'treatment'],
    ['HTTP 302', says(predictionAnswer('102'), 302), 'treatment'],
  ])('fail as with the official SDK, after a second try: %s', async (_what, reply, variation) => {
    const server = await Collector.start(byPath({ [PREDICT]: reply }));
    const { official, own } = await ask(server, { id: 'ben' }, 'with_bandit');
    expect(own).toEqual(official);
    expect(official).toMatchObject({ variationKey: variation });
    expect(postedTo(server, `${PREDICT}10`)).toHaveLength(variation === null ? 4 : 2);
  });

  it('are had with the second try if the first one fails', async () => {
    const server = await Collector.start(byPath({ [PREDICT]: says(predictionAnswer('102')) }));
    server.script(status(503));
    const ours = await OurSide.of(bandits(server.origin), options(server.origin));
    const { variationKey, cmabUuid } = await ours.decide({ id: 'ben' }, 'with_bandit');
    expect(variationKey).toBe('treatment');
    const uuids = postedTo(server, `${PREDICT}10`).map(
      ({ body }) => (JSON.parse(body) as { instances: { cmabUUID: string }[] }).instances[0]?.cmabUUID,
    );
    expect(uuids).toEqual([cmabUuid, cmabUuid]);
  });

  it('are cached by visitor, rule and attributes, in the order in which the official SDK forgets them', async () => {
    const plan: [OptimizelyCmabCacheUse, string, string][] = [
      ['use', 'carla', 'FR'],
      ['use', 'carla', 'FR'],
      ['use', 'carla', 'DE'],
      ['use', 'carla', 'FR'],
      ['ignore', 'carla', 'FR'],
      ['ignore', 'ben', 'FR'],
      ['use', 'ben', 'FR'],
      ['use', 'carla', 'FR'],
      ['invalidate', 'carla', 'FR'],
      ['use', 'carla', 'FR'],
      ['use', 'ben', 'FR'],
      ['reset', 'ben', 'FR'],
      ['use', 'carla', 'FR'],
      ['use', 'ben', 'FR'],
    ];
    const OPTIONS: Record<OptimizelyCmabCacheUse, OptimizelyDecideOption[]> = {
      use: [],
      ignore: [OptimizelyDecideOption.IGNORE_CMAB_CACHE],
      invalidate: [OptimizelyDecideOption.INVALIDATE_USER_CMAB_CACHE],
      reset: [OptimizelyDecideOption.RESET_CMAB_CACHE],
    };
    const server = await Collector.start(byPath({ [PREDICT]: says(predictionAnswer('102')) }));
    const datafile = odpDatafile(server.origin, {
      integrations: [],
      featureFlags: (bandits(server.origin)['featureFlags'] as { key: string }[]).filter(
        ({ key }) => key === 'with_bandit',
      ),
    });
    const client = await theirs(datafile, server.origin);
    let use: OptimizelyCmabCacheUse = 'use';
    const ours = await OurSide.of(datafile, {
      cmab: { ...options(server.origin).cmab, cacheUse: () => use },
    });
    const official: number[] = [];
    const own: number[] = [];
    for (const [wanted, id, country] of plan) {
      const before = server.deliveries.length;
      await client.createUserContext(id, { country }).decideAsync('with_bandit', OPTIONS[wanted]);
      const between = server.deliveries.length;
      use = wanted;
      await ours.decide({ id, attributes: { country } }, 'with_bandit');
      official.push(between - before);
      own.push(server.deliveries.length - between);
    }
    expect(own).toEqual(official);
    expect(new Set(own)).toEqual(new Set([0, 1]));
  });

  it('make the same cache record as the official SDK, so that a cache can be shared', async () => {
    const server = await Collector.start(byPath({ [PREDICT]: says(predictionAnswer('102')) }));
    const datafile = bandits(server.origin);
    const kept = new Map<string, unknown>();
    const ours = await OurSide.of(datafile, {
      cmab: {
        ...options(server.origin).cmab,
        cache: { get: (key) => kept.get(key) as never, set: (key, value) => kept.set(key, value) },
      },
    });
    const attributes = { country: 'FR é', age: 31, plan: 'été' };
    await ours.decide({ id: 'anna é', attributes }, 'with_bandit');
    const client = await theirs(datafile, server.origin);
    await client.createUserContext('anna é', attributes).decideAsync('with_bandit');
    const { data } = (
      client as unknown as {
        decisionService: {
          cmabService: { cmabCache: { data: Map<string, { value: Record<string, unknown> }> } };
        };
      }
    ).decisionService.cmabService.cmabCache;
    for (const [key, { value }] of data) {
      expect(kept.get(key)).toEqual({ ...value, cmabUuid: expect.any(String) as unknown });
    }
    expect(data.size).toBe(1);
  });
});
