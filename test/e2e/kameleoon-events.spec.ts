import { Controller, Inject, Post } from '@nestjs/common';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Experiments, kameleoon } from '../../lib/index.js';
import { kameleoonData } from '../../lib/platforms/kameleoon/visitor/remembered-data.js';
import type { KameleoonOptions } from '../../lib/index.js';
import { Collector, ok, status } from '../support/collector.js';
import { expectBalanced } from '../support/ledger-balance.js';
import { LogRecorder } from '../support/log-recorder.js';
import { ADAPTERS, startApp } from '../support/test-app.js';
import type { AdapterName } from '../support/test-app.js';
import { dataFile } from '../fixtures/kameleoon/data-file.js';

const { configuration } = dataFile();
const ASKING = dataFile({ configuration: { ...configuration, consentType: 'REQUIRED' } });
const AS_ANNA = { method: 'POST', headers: { cookie: 'kameleoonVisitorCode=anna' } };

@Controller()
class Pages {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @Post('visit')
  visit(): unknown {
    return [this.experiments.variation('checkout')];
  }

  @Post('agree')
  agree(): void {
    this.experiments.addData(kameleoonData.consent(true));
  }
}

async function open(adapter: AdapterName, options: Partial<KameleoonOptions> = {}) {
  const collector = await Collector.start((delivery, response) => {
    if (delivery.url === '/oauth/token') return status(401, {}, 'no such client')(delivery, response);
    if (delivery.method !== 'GET') return ok(delivery, response);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(ASKING));
    return false;
  });
  const { origin } = collector;
  const logger = new LogRecorder();
  const app = await startApp({
    adapter,
    controllers: [Pages],
    options: {
      logger,
      sinks: undefined,
      events: { flushIntervalMs: 60_000 },
      platform: kameleoon({
        siteCode: 'a1b2c3d4e5',
        endpoints: { configuration: origin, data: origin, updates: origin, api: origin },
        ...options,
      }),
    },
  });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= app.close());
  onTestFinished(close);
  const lines = () =>
    collector.deliveries
      .filter(({ url }) => url.startsWith('/visit/'))
      .flatMap(({ body }) => body.split('\n'));
  return { ...app, experiments: app.experiments, collector, logger, lines, close };
}

describe.each(ADAPTERS)("Kameleoon's events, %s", (adapter) => {
  it('wait for consent, counted as held, and go out when it comes', async () => {
    const { get, experiments, lines } = await open(adapter);
    await get('/visit', AS_ANNA);
    await experiments.flush();
    expect(lines()).toEqual([]);
    expect(experiments.ledger().total).toMatchObject({ held: 1, queued: 0 });
    expectBalanced(experiments.ledger());

    await get('/agree', AS_ANNA);
    await experiments.flush();
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toMatch(/^eventType=experiment&id=100&variationId=[12]&nonce=.*&visitorCode=anna$/);
    expect(experiments.ledger().total).toMatchObject({ held: 0, queued: 0 });
    expectBalanced(experiments.ledger());
  });

  it('that are still held at the end are said to be', async () => {
    const { get, experiments, logger, close } = await open(adapter);
    await get('/visit', AS_ANNA);
    await close();
    expectBalanced(experiments.ledger());
    expect(logger.logs.join('\n')).toContain('held 1');
  });

  it('go without a token that is not to be had; the secret is in no log', async () => {
    const { get, experiments, lines, logger, collector, close } = await open(adapter, {
      clientId: 'client-77',
      clientSecret: 's3cret',
    });
    await get('/agree', AS_ANNA);
    await get('/visit', AS_ANNA);
    await experiments.flush();
    expect(lines()).toHaveLength(1);
    expect(
      collector.deliveries.some(({ url, body }) => url === '/oauth/token' && body.includes('s3cret')),
    ).toBe(true);
    await close();
    expect(logger.warnings.join('\n')).toContain('No access token from Kameleoon');
    const everything = [logger.logs, logger.warnings, logger.errors, logger.debugs].flat().join('\n');
    expect(everything).not.toMatch(/s3cret|client-77/);
    expect(JSON.stringify(experiments.status())).not.toContain('s3cret');
  });
});
