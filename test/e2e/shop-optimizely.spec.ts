import { createInstance, createStaticProjectConfigManager } from '@optimizely/optimizely-sdk';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NestFactory } from '@nestjs/core';
import { Experiments, optimizely } from '../../lib/index.js';
import { AppModule } from '../../sample/01-shop/app.module.js';
import { Collector } from '../support/collector.js';
import { ConfigServer, json } from '../support/config-server.js';
import { expectBalanced } from '../support/ledger-balance.js';
import { SHOP_DATAFILE } from '../fixtures/optimizely/shop-datafile.js';

interface Shop {
  readonly experiments: Experiments;
  readonly collector: Collector;
  readonly server: ConfigServer;
  as(visitorCode: string, path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** The sample's own module, on Optimizely: the datafile is downloaded, events go to a collector. */
async function openShop(): Promise<Shop> {
  const collector = await Collector.start();
  const server = await ConfigServer.start(json(SHOP_DATAFILE));
  const platform = optimizely({
    sdkKey: 'Abc123',
    urlTemplate: `${server.origin}/datafiles/%s.json`,
    events: { eventsUrl: collector.origin },
  });
  const app = await NestFactory.create(AppModule.on(platform), { logger: false, abortOnError: false });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= app.close());
  onTestFinished(close);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return {
    experiments: app.get(Experiments),
    collector,
    server,
    as: (visitorCode, path, init) =>
      fetch(`http://127.0.0.1:${port}${path}`, {
        redirect: 'manual',
        ...init,
        headers: { accept: 'text/html', cookie: `visitor=${visitorCode}` },
      }),
    close,
  };
}

const productsOn = (page: string): number => page.split('class="product"').length - 1;

/** What Optimizely's own SDK says to the same datafile. */
function official(visitorCode: string): number {
  const client = createInstance({
    projectConfigManager: createStaticProjectConfigManager({ datafile: JSON.stringify(SHOP_DATAFILE) }),
  });
  const { variables } = client.createUserContext(visitorCode).decide('recommended_products');
  return variables['count'] as number;
}

interface Wire {
  readonly visitor_id: string;
  readonly snapshots: readonly {
    readonly decisions?: readonly { readonly metadata: Record<string, unknown> }[];
    readonly events: readonly Record<string, unknown>[];
  }[];
}

function visitorsAt(collector: Collector): Wire[] {
  return collector.deliveries.flatMap(({ body }) => (JSON.parse(body) as { visitors: Wire[] }).visitors);
}

describe('the sample shop on Optimizely', () => {
  it('shows everybody as many products as the official SDK says', async () => {
    const shop = await openShop();
    const seen = new Set<number>();
    for (const visitorCode of ['anna', 'ben', ...Array.from({ length: 10 }, (_, i) => `v${i}`)]) {
      const products = productsOn(await (await shop.as(visitorCode, '/')).text());
      expect([visitorCode, products]).toEqual([visitorCode, official(visitorCode)]);
      seen.add(products);
    }
    expect([...seen].toSorted((a, b) => a - b)).toEqual([5, 8, 10]);
    expect(shop.server.asked.map(({ url }) => url)).toEqual(['/datafiles/Abc123.json']);
  });

  it('gates the express checkout: France and Germany pass, others find nothing', async () => {
    const shop = await openShop();
    for (const [visitorCode, status] of [
      ['anna', 200],
      ['dieter', 200],
      ['ben', 404],
    ] as const) {
      expect((await shop.as(visitorCode, '/checkout/kettle')).status, visitorCode).toBe(status);
    }
  });

  it('sends Optimizely who met what, once, and who bought something', async () => {
    const shop = await openShop();
    for (let i = 0; i < 3; i++) await shop.as('anna', '/');
    expect((await shop.as('anna', '/orders/kettle', { method: 'POST' })).status).toBe(303);
    await shop.close();

    expectBalanced(shop.experiments.ledger());
    const [impression, conversion, ...rest] = visitorsAt(shop.collector);
    expect(impression).toMatchObject({
      visitor_id: 'anna',
      attributes: [{ entity_id: '90', key: 'country', type: 'custom', value: 'FR' }],
      snapshots: [
        {
          decisions: [
            {
              experiment_id: '10',
              metadata: { flag_key: 'recommended_products', rule_key: 'how_many', rule_type: 'feature-test' },
            },
          ],
        },
      ],
    });
    expect(conversion).toMatchObject({
      visitor_id: 'anna',
      snapshots: [
        {
          events: [
            { entity_id: '80', key: 'purchase', revenue: 64, tags: { product: 'kettle', revenue: 64 } },
          ],
        },
      ],
    });
    expect(rest).toEqual([]);
  });
});
