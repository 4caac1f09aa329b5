import { GrowthBook } from '@growthbook/growthbook';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunningShop } from '../support/shop-app.js';
import { openShop, SHOP_EXPERIMENTS } from '../support/shop-app.js';
import { expectBalanced } from '../support/ledger-balance.js';
import { ADAPTERS } from '../support/test-app.js';
import { until } from '../support/until.js';

const count = (text: string, part: string): number => text.split(part).length - 1;
const productsOn = (page: string): number => count(page, '<article class="product">');

/** What GrowthBook's own SDK says to the same file. */
async function official(visitorCode: string): Promise<{ products: number; badge: boolean }> {
  const { features } = JSON.parse(await readFile(SHOP_EXPERIMENTS, 'utf8')) as { features: object };
  const sdk = new GrowthBook({ features: features as never, attributes: { id: visitorCode } });
  const answers = {
    products: sdk.getFeatureValue<number>('recommended_products', 0),
    badge: sdk.isOn('price_badge'),
  };
  sdk.destroy();
  return answers;
}

const buy = (shop: RunningShop, visitorCode: string, product: string): Promise<Response> =>
  shop.as(visitorCode, `/orders/${product}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: '',
  });

describe.each(ADAPTERS)('the sample shop on %s', (adapter) => {
  it('shows every visitor the products and badges that the official SDK gives them', async () => {
    const shop = await openShop({ adapter });
    const seen = new Set<string>();
    for (const visitorCode of [
      'anna',
      'ben',
      'dieter',
      'farid',
      ...Array.from({ length: 20 }, (_, i) => `v${i}`),
    ]) {
      const { products, badge } = await official(visitorCode);
      const page = await shop.page(visitorCode, '/');
      expect({ visitorCode, products: productsOn(page), badge: page.includes('class="badge"') }).toEqual({
        visitorCode,
        products,
        badge,
      });
      seen.add(`${products} ${badge}`);
    }
    expect([...seen].toSorted()).toEqual(['10 false', '10 true', '5 false', '5 true', '8 false', '8 true']);
  });

  it('keeps the promises of the start: Anna 10, Ben 5, Dieter 8', async () => {
    const shop = await openShop({ adapter });
    const numbers = await Promise.all(
      ['anna', 'ben', 'dieter'].map(async (visitorCode) => productsOn(await shop.page(visitorCode, '/'))),
    );
    expect(numbers).toEqual([10, 5, 8]);
  });

  it('gates the express checkout: France and Germany pass, others find nothing', async () => {
    const shop = await openShop({ adapter });
    for (const [visitorCode, status] of [
      ['anna', 200],
      ['dieter', 200],
      ['ben', 404],
      ['a-stranger', 404],
    ] as const) {
      expect((await shop.as(visitorCode, '/checkout/kettle')).status, visitorCode).toBe(status);
    }
    expect(await shop.page('anna', '/products/kettle')).toContain('id="express"');
    expect(await shop.page('ben', '/products/kettle')).not.toContain('id="express"');
  });

  it('shows errors as pages to browsers and as data to programs, a gate like a route that does not exist', async () => {
    const shop = await openShop({ adapter });
    const asPage = await shop.as('ben', '/checkout/kettle');
    expect(asPage.headers.get('content-type')).toContain('text/html');
    expect(await asPage.text()).toContain('Nothing here for you');
    for (const path of ['/checkout/kettle', '/no/such/page']) {
      const asData = await shop.as('ben', path, { headers: { accept: 'application/json' } });
      expect(asData.status).toBe(404);
      expect(await asData.json()).toEqual({
        statusCode: 404,
        message: `Cannot GET ${path}`,
        error: 'Not Found',
      });
    }
    expect((await shop.as('anna', '/products/nothing')).status).toBe(404);
  });

  it('writes a purchase with its revenue, once, and none that failed', async () => {
    const shop = await openShop({ adapter });
    await shop.page('anna', '/');
    const order = await buy(shop, 'anna', 'kettle');
    expect([order.status, order.headers.get('location')]).toEqual([303, '/thanks/kettle']);
    expect((await buy(shop, 'anna', 'nothing')).status).toBe(404);
    await shop.close();

    const [exposure, goal, ...rest] = await shop.events();
    expect(exposure).toMatchObject({ kind: 'exposure', visitor: 'anna', variation: 'ten' });
    expect(goal).toMatchObject({
      kind: 'goal',
      visitor: 'anna',
      goal: 'purchase',
      revenue: 64,
      properties: { product: 'kettle' },
    });
    expect(rest).toEqual([]);
  });

  it('counts everybody once, however often they come, and nobody who only looks at the laboratory', async () => {
    const shop = await openShop({ adapter });
    for (let i = 0; i < 3; i++) await shop.page('anna', '/');
    await Promise.all(Array.from({ length: 8 }, () => shop.page('ben', '/')));
    await shop.page('chiara', '/lab');
    await shop.page('chiara', '/lab/live');
    await shop.close();

    const exposures = (await shop.events()).map(({ kind, visitor }) => `${kind} ${visitor}`);
    expect(exposures).toEqual(['exposure anna', 'exposure ben']);
    const { sinks } = shop.experiments.ledger();
    expect(sinks).toMatchObject([{ offered: 11, delivered: 2, deduplicated: 9 }]);
    expectBalanced(shop.experiments.ledger());
  });

  it('follows experiments.json without a restart, and survives a broken one', async () => {
    const shop = await openShop({ adapter });
    const statusForBen = async (): Promise<number> => (await shop.as('ben', '/checkout/kettle')).status;
    expect(await statusForBen()).toBe(404);

    await shop.edit('"FR", "DE"', '"FR", "DE", "US"');
    await until('Ben has the express checkout', async () => (await statusForBen()) === 200);

    const file = join(shop.folder, 'experiments.json');
    const good = await readFile(file, 'utf8');
    await writeFile(file, good.slice(0, good.length / 2));
    await until('the laboratory tells of the broken file', async () =>
      (await shop.page('ben', '/lab/live')).includes('class="problem"'),
    );
    expect(await statusForBen()).toBe(200);

    await writeFile(file, good.replace('[5, 10, 8]', '[3, 10, 8]'));
    await until('Ben sees three products', async () => productsOn(await shop.page('ben', '/')) === 3);
    expect(await shop.page('ben', '/lab/live')).not.toContain('class="problem"');
  });

  it('delivers everything when it is closed in the middle of a rush', async () => {
    const shop = await openShop({ adapter });
    const visitors = Array.from({ length: 60 }, (_, i) => `rush-${i}`);
    await Promise.all(visitors.map((visitorCode) => shop.page(visitorCode, '/')));
    await Promise.all(visitors.map((visitorCode) => buy(shop, visitorCode, 'honey')));
    await shop.close();

    const ledger = shop.experiments.ledger();
    expectBalanced(ledger);
    expect(ledger.sinks).toMatchObject([{ offered: 120, delivered: 120, queued: 0 }]);
    const lines = (await shop.events()).map(({ kind, visitor }) => `${kind} ${visitor}`);
    expect(lines.toSorted()).toEqual(
      visitors.flatMap((visitorCode) => [`exposure ${visitorCode}`, `goal ${visitorCode}`]).toSorted(),
    );
  });

  it('tells the laboratory of every change, and ends the stream when it closes', async () => {
    const shop = await openShop({ adapter });
    const [stream] = (await once(get(`${shop.url}/lab/changes`), 'response')) as [IncomingMessage];
    expect(stream.headers['content-type']).toContain('text/event-stream');
    let text = '';
    stream.setEncoding('utf8').on('data', (part: string) => (text += part));
    // The shop cuts what is open when it closes.
    stream.on('error', () => undefined);
    await until('the first message', () => count(text, 'data: changed') === 1);
    expect(text).toContain('retry: 1000');
    await shop.page('anna', '/');
    await until('a message after an exposure', () => count(text, 'data: changed') > 1);
    const live = await shop.page('ben', '/lab/live');
    expect(live).toMatch(/data-variation="ten"[\s\S]*?data-exposures>1</);
    const closed = new Promise((resolve) => stream.once('close', resolve));
    await Promise.all([shop.close(), closed]);
  });

  it('escapes what strangers write', async () => {
    const shop = await openShop({ adapter });
    const hostile = `<i>&"'`;
    const start = await shop.page('', `/?visitor=${encodeURIComponent(hostile)}`);
    expect(start).toContain('data-visitor="&lt;i&gt;&amp;&quot;&#39;"');
    const pages = [start, await shop.page('ben', '/lab'), await shop.page('ben', '/no"><i>')];
    for (const page of pages) expect(page).not.toContain('<i>&');
    expect(pages[1]).toContain('&lt;i&gt;&amp;&quot;&#39; met');
    expect(pages[2]).not.toContain('"><i>');
  });

  it('makes somebody new of the reader, and redirects nowhere else', async () => {
    const shop = await openShop({ adapter });
    for (const [back, path] of [
      ['/lab', '/lab'],
      ['//elsewhere.example', '/'],
      ['/\\elsewhere.example', '/'],
      ['https://elsewhere.example', '/'],
      ['/&back=/lab', '/'],
    ] as const) {
      const { status, headers } = await shop.as('ben', `/somebody-new?back=${back}`);
      expect([status, headers.get('location')]).toEqual([
        302,
        expect.stringMatching(`^${path}\\?visitor=[0-9a-f-]{36}$`),
      ]);
    }
  });
});

describe('the simulated crowd', () => {
  it('sends 200 visitors through the shop, one crowd at a time', async () => {
    const shop = await openShop();
    const send = (): Promise<Response> => shop.as('ben', '/lab/crowd', { method: 'POST' });
    const first = await send();
    expect([first.status, first.headers.get('location')]).toEqual([303, '/lab']);
    await send();
    const exposures = async (): Promise<number> => {
      const live = await shop.page('ben', '/lab/live');
      return [...live.matchAll(/data-exposures>(\d+)</g)].reduce((sum, [, n]) => sum + Number(n), 0);
    };
    await until('200 visitors have come', async () => (await exposures()) >= 200, 30_000);
    await shop.close();

    const events = await shop.events();
    expect(new Set(events.map(({ visitor }) => visitor)).size).toBe(200);
    expect(events.filter(({ kind }) => kind === 'exposure')).toHaveLength(200);
    expectBalanced(shop.experiments.ledger());
  });
});
