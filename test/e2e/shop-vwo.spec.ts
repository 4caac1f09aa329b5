import { vwo } from 'nestjs-experimentation';
import { beforeAll, describe, expect, it } from 'vitest';
import { Oracle, vendorUuid } from '../conformance/vwo/oracle.js';
import { Collector, cut, status } from '../support/collector.js';
import { ConfigServer, json } from '../support/config-server.js';
import { expectBalanced } from '../support/ledger-balance.js';
import { SHOP_SETTINGS } from '../fixtures/vwo/shop-settings.js';
import type { PlatformShop } from '../support/platform-shop.js';
import { openPlatformShop, productsOn } from '../support/platform-shop.js';
import type { AdapterName } from '../support/test-app.js';
import { ADAPTERS } from '../support/test-app.js';
import { until } from '../support/until.js';

/** An event in VWO's words. */
interface Message {
  readonly visId: string;
  readonly event: { readonly name: string; readonly props: Readonly<Record<string, unknown>> };
}

interface Shop extends PlatformShop {
  readonly server: ConfigServer;
  readonly collector: Collector;
  /** Everything that VWO has taken, by the visitor. */
  taken(visitor: string): Promise<Message[]>;
}

/** The sample's own module, on VWO: settings are downloaded, events go to a collector. */
async function open(adapter: AdapterName): Promise<Shop> {
  const server = await ConfigServer.start(json(SHOP_SETTINGS));
  const kept: Message[] = [];
  const collector = await Collector.start(({ body }, response) => {
    kept.push(...(JSON.parse(body) as { ev: { d: Message }[] }).ev.map(({ d }) => d));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    return true;
  });
  const platform = vwo({
    accountId: '123456',
    sdkKey: 'key',
    fetch: (input, init) => {
      const { pathname, search } = new URL(input);
      const origin = pathname === '/server-side/v2-settings' ? server.origin : collector.origin;
      return fetch(`${origin}${pathname}${search}`, init);
    },
  });
  const shop = await openPlatformShop(platform, adapter);
  return {
    ...shop,
    server,
    collector,
    taken: async (visitor) => {
      await shop.experiments.flush();
      const uuid = vendorUuid(visitor, '123456');
      return kept.filter(({ visId }) => visId === uuid);
    },
  };
}

function exposuresIn(messages: readonly Message[]): (readonly [id: unknown, variation: unknown])[] {
  return messages
    .filter(({ event }) => event.name === 'vwo_variationShown')
    .map(({ event: { props } }) => [props['id'], props['variation']] as const);
}

describe.each(ADAPTERS)("the shop's code on VWO, %s", (adapter) => {
  let oracle: Oracle;
  beforeAll(async () => {
    oracle = await Oracle.start();
    expect(await oracle.load(SHOP_SETTINGS)).toBe(true);
  });

  /** What VWO's own SDK says. */
  async function official(visitor: string, country?: string) {
    const world = { stored: null, gatewayUser: undefined, lists: {} };
    const context = { id: visitor, customVariables: { country } };
    const ask = (key: string) => oracle.ask(key, context, world);
    return { products: await ask('recommended_products'), badge: await ask('price_badge') };
  }

  it('shows everybody as many products as the official SDK says, and reports that once', async () => {
    const shop = await open(adapter);
    const seen = new Set<number>();
    for (const visitor of ['anna', 'ben', 'chiara', ...Array.from({ length: 10 }, (_, i) => `v${i}`)]) {
      const page = await (await shop.visit('/', visitor)).text();
      await (await shop.visit('/', visitor)).text();
      const { products, badge } = await official(visitor);
      const [count] = products.variables as { value: number }[];
      expect([visitor, productsOn(page)]).toEqual([visitor, count?.value]);
      expect([visitor, exposuresIn(await shop.taken(visitor)).toSorted()]).toEqual([
        visitor,
        [...products.exposures, ...badge.exposures].map(({ id, variation }) => [id, variation]).toSorted(),
      ]);
      seen.add(productsOn(page));
    }
    expect(seen).toEqual(new Set([5, 8, 10]));
    expect(shop.server.asked).toHaveLength(1);
  });

  it('lets those to the express checkout whom the segment takes', async () => {
    const shop = await open(adapter);
    expect((await shop.visit('/checkout/kettle', 'anna')).status).toBe(200);
    expect((await shop.visit('/checkout/kettle', 'dieter')).status).toBe(200);
    expect((await shop.visit('/checkout/kettle', 'ben')).status).toBe(404);
    expect(await (await shop.visit('/products/kettle', 'anna')).text()).toContain('/checkout/kettle');
    expect(exposuresIn(await shop.taken('anna'))).toContainEqual([20, 1]);
    expect(exposuresIn(await shop.taken('ben'))).toEqual([]);
  });

  it('reports a purchase with its revenue', async () => {
    const shop = await open(adapter);
    const answer = await shop.visit('/orders/kettle', 'anna', 'POST');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/thanks/kettle']);
    const goals = (await shop.taken('anna')).filter(({ event }) => event.name === 'purchase');
    expect(goals).toMatchObject([
      { event: { props: { product: 'kettle', revenue: 64, isCustomEvent: true } } },
    ]);
  });

  it('shows the laboratory, which enrols nobody', async () => {
    const shop = await open(adapter);
    expect(await (await shop.visit('/lab', 'anna')).text()).toContain('new_checkout');
    expect(await shop.taken('anna')).toEqual([]);
  });

  it('loses nothing when the collector is out of order for a while', async () => {
    const shop = await open(adapter);
    shop.collector.script(cut, status(503));
    await shop.visit('/', 'anna');
    await shop.visit('/orders/kettle', 'anna', 'POST');
    await until('everything to arrive', async () => {
      const taken = await shop.taken('anna');
      return exposuresIn(taken).length > 0 && taken.some(({ event }) => event.name === 'purchase');
    });
    expect((await shop.taken('anna')).filter(({ event }) => event.name === 'purchase')).toHaveLength(1);
    expectBalanced(shop.experiments.ledger());
    expect(shop.experiments.ledger().total).toMatchObject({ queued: 0 });
  });
});
