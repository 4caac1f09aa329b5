import { kameleoon } from 'nestjs-experimentation';
import { describe, expect, it } from 'vitest';
import { Collector, cut, ok, status } from '../support/collector.js';
import { expectBalanced } from '../support/ledger-balance.js';
import type { PlatformShop } from '../support/platform-shop.js';
import { openPlatformShop, productsOn } from '../support/platform-shop.js';
import type { AdapterName } from '../support/test-app.js';
import { ADAPTERS } from '../support/test-app.js';
import { until } from '../support/until.js';

/** What the shop's configuration says, as Kameleoon has it. */
const SHOP = {
  configuration: { consentType: 'NOT_REQUIRED', dataApiDomain: 'data.example.test' },
  customData: [{ id: 1, index: 1, name: 'country' }],
  segments: [
    {
      id: 7,
      conditionsData: {
        firstLevelOrOperators: [],
        firstLevel: [
          {
            orOperators: [],
            conditions: [
              {
                targetingType: 'CUSTOM_DATUM',
                customDataIndex: '1',
                valueMatchType: 'AMONG_VALUES',
                value: '["FR","DE"]',
              },
            ],
          },
        ],
      },
    },
  ],
  featureFlags: [
    {
      ...flag(1, 'recommended_products', 'five'),
      variations: [counting('five', 5), counting('ten', 10), counting('eight', 8)],
      rules: [
        {
          ...rule(11, 101),
          variationByExposition: [
            { variationKey: 'five', variationId: 1, exposition: 0.34 },
            { variationKey: 'ten', variationId: 2, exposition: 0.33 },
            { variationKey: 'eight', variationId: 3, exposition: 0.33 },
          ],
        },
      ],
    },
    {
      ...flag(2, 'new_checkout', 'off'),
      rules: [{ ...rule(12, 102), type: 'TARGETED_DELIVERY', segmentId: 7 }],
    },
    { ...flag(3, 'price_badge', 'off'), rules: [{ ...rule(13, 103), exposition: 0.5 }] },
  ],
};

function flag(id: number, featureKey: string, defaultVariationKey: string) {
  const variations = [
    { key: 'off', variables: [] },
    { key: 'on', variables: [] },
  ];
  return { id, featureKey, environmentEnabled: true, defaultVariationKey, variations };
}

function rule(id: number, experimentId: number) {
  const variationByExposition = [{ variationKey: 'on', variationId: experimentId * 10, exposition: 1 }];
  return { id, type: 'EXPERIMENTATION', segmentId: null, exposition: 1, experimentId, variationByExposition };
}

function counting(key: string, value: number) {
  return { key, variables: [{ key: 'count', type: 'NUMBER', value }] };
}

interface Shop extends PlatformShop {
  readonly collector: Collector;
  /** The lines about a visitor that the collector has kept. */
  told(visitor: string): Promise<URLSearchParams[]>;
}

async function open(adapter: AdapterName): Promise<Shop> {
  const kept: URLSearchParams[] = [];
  const collector = await Collector.start((delivery, response) => {
    if (delivery.method === 'POST') {
      kept.push(...delivery.body.split('\n').map((line) => new URLSearchParams(line)));
      return ok(delivery, response);
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(SHOP));
    return false;
  });
  const { origin } = collector;
  const platform = kameleoon({
    siteCode: 'a1b2c3d4e5',
    endpoints: { configuration: origin, data: origin, updates: origin },
    goals: { purchase: 4321 },
  });
  const shop = await openPlatformShop(platform, adapter);
  return {
    ...shop,
    collector,
    told: async (visitor) => {
      await shop.experiments.flush();
      return kept.filter((line) => line.get('visitorCode') === visitor);
    },
  };
}

function variationsOf(lines: readonly URLSearchParams[]): Map<string, string> {
  const exposures = lines.filter((line) => line.get('eventType') === 'experiment');
  return new Map(exposures.map((line) => [line.get('id') ?? '', line.get('variationId') ?? '']));
}

describe.each(ADAPTERS)("the shop's code on Kameleoon, %s", (adapter) => {
  it('shows everybody as many products as their variation says, and reports that once', async () => {
    const shop = await open(adapter);
    const sizes = new Set<number>();
    for (const visitor of ['anna', 'ben', 'chiara', 'dieter', 'emi', 'farid', 'v1', 'v2', 'v3', 'v4']) {
      const page = await (await shop.visit('/', visitor)).text();
      await (await shop.visit('/', visitor)).text();
      const lines = (await shop.told(visitor)).filter((line) => line.get('eventType') === 'experiment');
      const recommended = lines.filter((line) => line.get('id') === '101');
      expect(recommended).toHaveLength(1);
      const variation = Number(recommended[0]?.get('variationId'));
      expect(productsOn(page)).toBe([0, 5, 10, 8][variation]);
      sizes.add(variation);
    }
    expect(sizes).toEqual(new Set([1, 2, 3]));
  });

  it('lets those to the express checkout who are in its segment', async () => {
    const shop = await open(adapter);
    expect((await shop.visit('/checkout/kettle', 'anna')).status).toBe(200);
    expect((await shop.visit('/checkout/kettle', 'ben')).status).toBe(404);
    expect(variationsOf(await shop.told('anna'))).toEqual(new Map([['102', '1020']]));
    const ben = await shop.told('ben');
    expect(ben.map((line) => line.get('eventType'))).toEqual(['activity']);
  });

  it('reports a purchase with its revenue', async () => {
    const shop = await open(adapter);
    const answer = await shop.visit('/orders/kettle', 'anna', 'POST');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/thanks/kettle']);
    const goals = (await shop.told('anna')).filter((line) => line.get('eventType') === 'conversion');
    expect(goals.map((line) => [line.get('goalId'), line.get('revenue'), line.get('negative')])).toEqual([
      ['4321', '64', 'false'],
    ]);
  });

  it('shows the laboratory, which enrols nobody', async () => {
    const shop = await open(adapter);
    expect(await (await shop.visit('/lab', 'anna')).text()).toContain('new_checkout');
    expect(await shop.told('anna')).toEqual([]);
  });

  it('loses nothing when the collector is out of order for a while', async () => {
    const shop = await open(adapter);
    shop.collector.script(cut, status(503));
    await shop.visit('/', 'anna');
    await shop.visit('/orders/kettle', 'anna', 'POST');
    await until('everything to arrive', async () => {
      const lines = await shop.told('anna');
      return variationsOf(lines).has('101') && lines.some((line) => line.get('goalId') === '4321');
    });
    expectBalanced(shop.experiments.ledger());
    expect(shop.experiments.ledger().total).toMatchObject({ queued: 0, held: 0 });
  });
});
