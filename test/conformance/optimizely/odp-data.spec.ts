import { describe, expect, it } from 'vitest';
import type { OdpVisitorEvent, OptimizelyOptions } from '../../../lib/index.js';
import { ExperimentationModule, optimizely, optimizelyOdpEvent } from '../../../lib/index.js';
import type { Delivery } from '../../support/collector.js';
import { Collector, status } from '../../support/collector.js';
import { expectBalanced } from '../../support/ledger-balance.js';
import { odpDatafile, postedTo } from '../../support/optimizely-odp.js';
import { LogRecorder } from '../../support/log-recorder.js';
import { startApp } from '../../support/test-app.js';
import { until } from '../../support/until.js';
import { theirs } from './odp-sides.js';

const EVENTS = '/v3/events';

const TOLD: readonly OdpVisitorEvent[] = [
  { action: 'purchased', identifiers: { fs_user_id: 'anna' } },
  { type: '', action: 'a', identifiers: { 'FS-USER-ID': 'anna', email: 'a@b.example' } },
  { type: 'shop', action: 'b', identifiers: new Map([['vuid', 'vuid_1']]) },
  { action: 'c', identifiers: { fs_user_id: '' }, data: { n: 1.5, t: 'é"', b: false, none: null } },
];

/** What arrived; identifiers that are made anew each time are not compared. */
function comparable({ method, url, headers, body }: Delivery): unknown {
  const events: unknown = JSON.parse(body, (name, value: unknown) =>
    name === 'idempotence_id' ? typeof value : value,
  );
  return { method, url, type: headers['content-type'], key: headers['x-api-key'], events };
}

function start(origin: string, options: Partial<OptimizelyOptions> = {}): ReturnType<typeof startApp> {
  return startApp({
    experimentation: ExperimentationModule.forRoot({
      platform: optimizely({ datafile: odpDatafile(origin), ...options }),
      refresh: false,
      units: () => ({ vuid: 'vuid_browser' }),
      events: { retryInitialMs: 1, retryMaxMs: 5 },
      logger: new LogRecorder(),
    }),
  });
}

describe('ODP events told by addData', () => {
  it('are what the official SDK sends for sendOdpEvent, in the same batches', async () => {
    const many = Array.from({ length: 3 }, () => TOLD).flat();
    const first = await Collector.start();
    const client = await theirs(odpDatafile(first.origin));
    for (const { action, type, identifiers, data } of many) {
      const named = identifiers instanceof Map ? identifiers : new Map(Object.entries(identifiers ?? {}));
      client.sendOdpEvent(
        action,
        type,
        named,
        data === undefined ? undefined : new Map(Object.entries(data)),
      );
    }
    await until('all ODP events', () => first.events.length === many.length);

    const second = await Collector.start();
    const app = await start(second.origin);
    app.experiments.runAs({ visitorCode: 'anna' }, () => {
      for (const event of many) app.experiments.addData(optimizelyOdpEvent(event));
    });
    await app.close();
    const posted = postedTo(second, EVENTS);
    expect(posted.map(comparable)).toEqual(first.deliveries.map(comparable));
    expect(posted.map(({ events }) => events.length)).toEqual([10, 2]);
    expect(app.experiments.ledger().total).toMatchObject({ offered: 12, delivered: 12 });
    expectBalanced(app.experiments.ledger());
  });

  it('are of the visitor unless they say otherwise', async () => {
    const collector = await Collector.start();
    const app = await start(collector.origin);
    for (const visitorCode of ['anna', 'vuid_device']) {
      app.experiments.runAs({ visitorCode, units: { vuid: 'vuid_browser' } }, () =>
        app.experiments.addData(
          optimizelyOdpEvent({ action: 'seen' }),
          optimizelyOdpEvent({ action: 'read' }),
        ),
      );
    }
    expect(await app.experiments.flush()).toBe(true);
    expect(
      postedTo(collector, EVENTS).flatMap(({ events }) =>
        events.filter(({ action }) => action === 'seen').map(({ identifiers }) => identifiers),
      ),
    ).toEqual([{ vuid: 'vuid_browser', fs_user_id: 'anna' }, { vuid: 'vuid_device' }]);
    await app.close();
  });

  it('are sent again with the same identifiers until ODP has them', async () => {
    const collector = await Collector.start();
    collector.script(status(503), status(503), status(429), status(500));
    const app = await start(collector.origin);
    app.experiments.runAs({ visitorCode: 'anna' }, () =>
      app.experiments.addData(optimizelyOdpEvent({ action: 'purchased' })),
    );
    await until('the delivery', async () => {
      await app.experiments.flush();
      return collector.deliveries.length === 5;
    });
    expect(new Set(collector.deliveries.map(({ body }) => body)).size).toBe(1);
    expect(app.experiments.ledger().total).toMatchObject({ delivered: 1, queued: 0 });
    await app.close();
  });

  it('are counted as dropped without an integration', async () => {
    const collector = await Collector.start();
    const app = await start(collector.origin, {
      datafile: odpDatafile(collector.origin, { integrations: [] }),
    });
    app.experiments.runAs({ visitorCode: 'anna' }, () =>
      app.experiments.addData(optimizelyOdpEvent({ action: 'purchased' })),
    );
    await app.close();
    expect(collector.deliveries).toEqual([]);
    expect([...app.experiments.ledger().total.dropped]).toEqual([['no-integration', 1]]);
  });

  it('are refused as a whole when one of them is none, or ODP is switched off', async () => {
    const collector = await Collector.start();
    const app = await start(collector.origin);
    const good = optimizelyOdpEvent({ action: 'purchased' });
    const add = (...data: object[]): void =>
      app.experiments.runAs({ visitorCode: 'anna' }, () => app.experiments.addData(...data));
    expect(() => add(good, { type: 'pageView' })).toThrow(/optimizelyOdpEvent/);
    expect(() => add(good, optimizelyOdpEvent(undefined as never))).toThrow(TypeError);
    expect(() => add(good, optimizelyOdpEvent({ action: '' }))).toThrow(/action/);
    expect(() => add(good, optimizelyOdpEvent({ action: 'a', identifiers: {} }))).toThrow(/identifier/);
    expect(() => add(good, optimizelyOdpEvent({ action: 'a', data: { deep: {} } }))).toThrow(/data/);
    await app.close();
    expect(collector.deliveries).toEqual([]);
    const off = await start(collector.origin, { odp: false });
    expect(() => off.experiments.runAs({ visitorCode: 'anna' }, () => off.experiments.addData(good))).toThrow(
      /nowhere to go/,
    );
    await off.close();
  });
});
