import { createHash } from 'node:crypto';
import { absmartly } from 'nestjs-experimentation';
import { describe, expect, it } from 'vitest';
import { Collector, cut, ok, status } from '../support/collector.js';
import type { PlatformShop } from '../support/platform-shop.js';
import { openPlatformShop, productsOn } from '../support/platform-shop.js';
import type { AdapterName } from '../support/test-app.js';
import { ADAPTERS } from '../support/test-app.js';
import { until } from '../support/until.js';

/** What the shop's configuration says, as A/B Smartly has it. */
const SHOP = {
  experiments: [
    {
      ...experiment(1, 'recommended_products', [0.34, 0.33, 0.33]),
      variants: [
        { name: '5 products', config: JSON.stringify({ recommended_products: 5 }) },
        { name: '10 products', config: JSON.stringify({ recommended_products: 10 }) },
        { name: '8 products', config: JSON.stringify({ recommended_products: 8 }) },
      ],
    },
    {
      ...experiment(2, 'new_checkout', [0, 1]),
      fullOnVariant: 1,
      audience: JSON.stringify({
        filter: [{ in: [{ value: ['FR', 'DE'] }, { var: 'country' }] }],
      }),
      audienceStrict: true,
      variants: [
        { name: 'off', config: null },
        { name: 'on', config: null },
      ],
    },
    {
      ...experiment(3, 'price_badge', [0.5, 0.5]),
      variants: [
        { name: 'off', config: null },
        { name: 'on', config: null },
      ],
    },
  ],
};

function experiment(id: number, name: string, split: readonly number[]): Record<string, unknown> {
  return {
    id,
    name,
    iteration: 1,
    unitType: 'session_id',
    seedHi: 0,
    seedLo: id,
    split,
    trafficSeedHi: 1,
    trafficSeedLo: id,
    trafficSplit: [0, 1],
    fullOnVariant: 0,
    applications: [{ name: 'shop' }],
    audience: null,
    audienceStrict: false,
    customFieldValues: null,
  };
}

interface Published {
  readonly units: readonly { readonly type: string; readonly uid: string }[];
  readonly exposures?: readonly { readonly name: string; readonly variant: number }[];
  readonly goals?: readonly { readonly name: string; readonly properties: unknown }[];
}

interface Shop extends PlatformShop {
  readonly collector: Collector;
  /** Everything that the collector has kept, by the visitor's session. */
  published(visitor: string): Promise<Published[]>;
}

async function open(adapter: AdapterName): Promise<Shop> {
  const kept: Published[] = [];
  const collector = await Collector.start((delivery, response) => {
    if (delivery.method === 'PUT') {
      kept.push(JSON.parse(delivery.body) as Published);
      return ok(delivery, response);
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(SHOP));
    return false;
  });
  const platform = absmartly({
    endpoint: `${collector.origin}/v1`,
    apiKey: 'key',
    application: 'shop',
    environment: 'test',
  });
  const shop = await openPlatformShop(platform, adapter);
  return {
    ...shop,
    collector,
    published: async (visitor) => {
      await shop.experiments.flush();
      const uid = createHash('md5').update(visitor).digest('base64url');
      return kept.filter(({ units }) => units.some((unit) => unit.type === 'session_id' && unit.uid === uid));
    },
  };
}

function variantsOf(published: readonly Published[]): Map<string, number> {
  const exposures = published.flatMap((one) => one.exposures ?? []);
  return new Map(exposures.map(({ name, variant }) => [name, variant]));
}

describe.each(ADAPTERS)("the shop's code on A/B Smartly, %s", (adapter) => {
  it('shows everybody as many products as their variant says, and reports that once', async () => {
    const shop = await open(adapter);
    const sizes = new Map<number, number>();
    for (const visitor of ['anna', 'ben', 'chiara', 'dieter', 'emi', 'farid', 'v1', 'v2', 'v3', 'v4']) {
      const page = await (await shop.visit('/', visitor)).text();
      await (await shop.visit('/', visitor)).text();
      const published = await shop.published(visitor);
      const exposures = published.flatMap((one) => one.exposures ?? []);
      expect(exposures.map(({ name }) => name).toSorted()).toEqual(['price_badge', 'recommended_products']);
      const variant = variantsOf(published).get('recommended_products') ?? -1;
      expect(productsOn(page)).toBe([5, 10, 8][variant]);
      sizes.set(variant, (sizes.get(variant) ?? 0) + 1);
    }
    expect(new Set(sizes.keys())).toEqual(new Set([0, 1, 2]));
  });

  it('lets those to the express checkout who are in its audience, and counts both', async () => {
    const shop = await open(adapter);
    expect((await shop.visit('/checkout/kettle', 'anna')).status).toBe(200);
    expect((await shop.visit('/checkout/kettle', 'ben')).status).toBe(404);
    expect(await (await shop.visit('/products/kettle', 'anna')).text()).toContain('/checkout/kettle');
    const [anna] = await shop.published('anna');
    expect(anna?.exposures?.[0]).toMatchObject({ name: 'new_checkout', variant: 1, fullOn: true });
    const [ben] = await shop.published('ben');
    expect(ben?.exposures).toMatchObject([
      { name: 'new_checkout', variant: 0, assigned: false, audienceMismatch: true },
    ]);
    expect(ben).toMatchObject({ attributes: [{ name: 'country', value: 'US' }] });
  });

  it('reports a purchase with its revenue', async () => {
    const shop = await open(adapter);
    const answer = await shop.visit('/orders/kettle', 'anna', 'POST');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/thanks/kettle']);
    const goals = (await shop.published('anna')).flatMap((one) => one.goals ?? []);
    expect(goals).toMatchObject([{ name: 'purchase', properties: { revenue: 64, product: 'kettle' } }]);
  });

  it('shows the laboratory, which enrols nobody', async () => {
    const shop = await open(adapter);
    const page = await (await shop.visit('/lab', 'anna')).text();
    expect(page).toContain('new_checkout');
    expect(await shop.published('anna')).toEqual([]);
  });

  it('loses nothing when the collector is out of order for a while', async () => {
    const shop = await open(adapter);
    shop.collector.script(cut, status(503));
    await shop.visit('/', 'anna');
    await shop.visit('/orders/kettle', 'anna', 'POST');
    await until('everything to arrive', async () => {
      const published = await shop.published('anna');
      return variantsOf(published).size === 2 && published.some(({ goals }) => goals?.length === 1);
    });
    expect((await shop.published('anna')).flatMap((one) => one.exposures ?? [])).toHaveLength(2);
    expect(shop.experiments.ledger().total).toMatchObject({ queued: 0 });
  });
});
