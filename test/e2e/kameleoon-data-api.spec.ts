import { describe, expect, it } from 'vitest';
import { kameleoon, kameleoonData } from '../../lib/index.js';
import type { ExperimentationOptions, KameleoonOptions } from '../../lib/index.js';
import { Collector } from '../support/collector.js';
import { ConfigServer, json } from '../support/config-server.js';
import type { KameleoonApp } from '../support/kameleoon-app.js';
import { FILE, only, startKameleoon, who } from '../support/kameleoon-app.js';
import { ADAPTERS } from '../support/test-app.js';
import { until } from '../support/until.js';

describe.each(ADAPTERS)("Kameleoon's data API on %s", (adapter) => {
  describe('consent', () => {
    const asked = (behaviour: string): object => ({
      ...FILE,
      configuration: { ...FILE.configuration, consentType: 'REQUIRED', consentOptOutBehavior: behaviour },
      featureFlags: [only('all', 11, null)],
    });

    async function startConnected(
      behaviour: string,
    ): Promise<{ readonly app: KameleoonApp; readonly collector: Collector }> {
      const collector = await Collector.start();
      const server = await ConfigServer.start(json(asked(behaviour)));
      const endpoints = { configuration: server.origin, data: collector.origin };
      const app = await startKameleoon(
        adapter,
        { siteCode: 'site', realTime: false, endpoints },
        { sinks: undefined },
      );
      return { app, collector };
    }
    const sent = (collector: Collector): string => collector.deliveries.map(({ body }) => body).join('\n');

    it('that is refused closes experiments, in part or altogether', async () => {
      for (const [behaviour, cause] of [
        ['PARTIALLY_BLOCK', false],
        ['FULLY_BLOCK', true],
      ] as const) {
        const { app } = await startConnected(behaviour);
        const visitor = app.experiments.forVisitor({ visitorCode: 'v1' });
        expect(visitor.peekIsOn('all')).toBe(true);
        visitor.addData(kameleoonData.consent(false));
        expect(visitor.peekIsOn('all')).toBe(false);
        expect(visitor.peek('all').reason === 'DISABLED').toBe(cause);
        expect(app.experiments.forVisitor({ visitorCode: 'v2' }).peekIsOn('all')).toBe(true);
      }
    });

    it('that is given late sends what was held', async () => {
      const { app, collector } = await startConnected('PARTIALLY_BLOCK');
      const visitor = app.experiments.forVisitor({ visitorCode: 'v1' });
      visitor.isOn('all');
      visitor.addData(kameleoonData.device('PHONE'));
      await app.experiments.flush();
      expect(collector.deliveries).toEqual([]);
      visitor.addData(kameleoonData.consent(true));
      await app.experiments.flush();
      await until('the exposure that was held', () =>
        sent(collector).includes('eventType=experiment&id=110'),
      );
      expect(sent(collector)).toContain('eventType=staticData&deviceType=PHONE');
    });
  });

  describe('what is known of them elsewhere', () => {
    const visitsOf = (request: { url?: string | undefined }): object =>
      request.url?.includes('visitorCode=back') === true
        ? {
            previousVisits: [
              {
                timeStarted: 1_700_000_000_000,
                staticDataEvent: { data: { deviceType: 'PHONE' } },
                customDataEvents: [{ data: { index: 1, valuesCountMap: { pro: 1 } } }],
              },
            ],
          }
        : {};

    async function startRemote(
      remoteData: KameleoonOptions['remoteData'],
      rest: Partial<ExperimentationOptions> = {},
    ): Promise<{ readonly app: KameleoonApp; readonly server: ConfigServer; readonly urls: () => string[] }> {
      const server = await ConfigServer.start(json(FILE));
      server.on('/visit/visitor', (request, response) => json(visitsOf(request))(request, response));
      server.on('/map/map', json({ warehouseAudiences: { vip: {} } }));
      const endpoints = { configuration: server.origin, data: server.origin };
      const app = await startKameleoon(
        adapter,
        { siteCode: 'site', realTime: false, events: false, endpoints, remoteData },
        rest,
      );
      const urls = (): string[] =>
        server.asked.map(({ url }) => url).filter((url) => !url.startsWith('/v3/'));
      return { app, server, urls };
    }

    it('is fetched before the handler, once a visitor', async () => {
      const { app, urls } = await startRemote({ visits: { device: true } });
      const on = ['phones', 'pro', 'returning'];
      expect((await app.get('/ask', who('back'))).body).toEqual({ on });
      expect((await app.get('/ask', who('back'))).body).toEqual({ on });
      expect((await app.get('/ask', who('new%2F'))).body).toEqual({ on: [] });
      expect(urls()).toEqual([
        '/visit/visitor?siteCode=site&visitorCode=back&maxNumberPreviousVisits=1&customData=true&staticData=true&currentVisit=true',
        expect.stringContaining('visitorCode=new'),
      ]);
    });

    it('includes audiences of the warehouse', async () => {
      const { app, urls } = await startRemote({ warehouse: { customDataIndex: 3, key: () => 'cust 1' } });
      expect((await app.get('/ask', who('v1'))).body).toEqual({ on: ['vip'] });
      expect(urls()).toEqual(['/map/map?siteCode=site&key=cust%201']);
    });

    it('is done without when it fails', async () => {
      const { app, server } = await startRemote({ visits: true, warehouse: { customDataIndex: 3 } });
      server.on('/visit/visitor', (_request, response) => void response.writeHead(500).end());
      expect((await app.get('/ask', who('back'))).body).toEqual({ on: ['vip'] });
    });

    it('is done without when it takes too long', async () => {
      const { app, server } = await startRemote(
        { visits: true, warehouse: { customDataIndex: 3 } },
        { prefetchTimeoutMs: 50 },
      );
      server.on('/map/map', () => undefined);
      expect((await app.get('/ask', who('other'))).body).toEqual({ on: [] });
    });

    it('is not asked for unless it is wanted', async () => {
      const { app, urls } = await startRemote({ visits: false });
      await app.get('/ask', who('back'));
      expect(urls()).toEqual([]);
    });

    it('needs options that make sense', () => {
      const site = { siteCode: 'site' };
      expect(() => kameleoon({ ...site, remoteData: { visits: { previousVisits: 26 } } })).toThrow(TypeError);
      expect(() => kameleoon({ ...site, remoteData: { warehouse: { customDataIndex: -1 } } })).toThrow(
        TypeError,
      );
      expect(() => kameleoon({ ...site, remoteData: { visits: true, ttlMs: 0 } })).toThrow(TypeError);
      expect(() => kameleoon({ dataFile: FILE, remoteData: { visits: true } })).toThrow(/siteCode/);
    });
  });
});
