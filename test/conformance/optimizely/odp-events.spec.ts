import { describe, expect, it } from 'vitest';
import type { OptimizelyOdpEvent } from '../../../lib/index.js';
import { SILENT_LOGGER } from '../../../lib/ports/logger.js';
import type { Collector as Server, Delivery } from '../../support/collector.js';
import { Collector, hang, status } from '../../support/collector.js';
import { odpDatafile } from '../../support/optimizely-odp.js';
import { until } from '../../support/until.js';
import { OurSide, theirs } from './odp-sides.js';

const EVENTS = '/v3/events';

const GOOD: readonly OptimizelyOdpEvent[] = [
  { action: 'purchased', identifiers: { fs_user_id: 'anna' } },
  { type: '', action: 'a', identifiers: { 'FS-USER-ID': 'anna', email: 'a@b.example' } },
  { type: 'shop', action: 'b', identifiers: { vuid: 'vuid_1', 'fs-user-id': 'x', fs_user_id: 'y' } },
  { action: 'c', identifiers: { __proto__x: 'p' }, data: { n: 1.5, t: 'é"', b: false, none: null } },
  { action: 'd', identifiers: { fs_user_id: '' }, data: { data_source: 'mine', idempotence_id: 'mine-too' } },
];

/** What arrived; identifiers that are made anew each time are not compared. */
function comparable({ method, url, headers, body }: Delivery): unknown {
  const events: unknown = JSON.parse(body, (name, value: unknown) =>
    name === 'idempotence_id' && value !== 'mine-too' ? typeof value : value,
  );
  return { method, url, type: headers['content-type'], key: headers['x-api-key'], events };
}

function arrived(server: Server, count: number): Promise<void> {
  return until(`${count} ODP events`, () => server.events.length === count);
}

describe('events to ODP', () => {
  it('are what the official SDK sends, in the same batches', async () => {
    const many = Array.from({ length: 5 }, () => GOOD).flat();
    const first = await Collector.start();
    const client = await theirs(odpDatafile(first.origin));
    for (const { action, type, identifiers, data } of many) {
      client.sendOdpEvent(
        action,
        type,
        new Map(Object.entries(identifiers)),
        data === undefined ? undefined : new Map(Object.entries(data)),
      );
    }
    await arrived(first, 25);

    const second = await Collector.start();
    const { odp } = (await OurSide.of(odpDatafile(second.origin))).platform;
    for (const event of many) odp.sendEvent(event);
    await arrived(second, 25);
    expect(second.deliveries.map(comparable)).toEqual(first.deliveries.map(comparable));
    expect(second.deliveries.map(({ events, url }) => [url, events.length])).toEqual([
      [EVENTS, 10],
      [EVENTS, 10],
      [EVENTS, 5],
    ]);
    expect(await odp.flush()).toBe(true);
    expect(odp.ledger()).toEqual({ offered: 25, delivered: 25, queued: 0, dropped: new Map() });
  });

  it.each<[string, OptimizelyOdpEvent]>([
    ['an empty action', { action: '', identifiers: { fs_user_id: 'anna' } }],
    ['no identifiers', { action: 'a', identifiers: {} }],
    ['data that is an object', { action: 'a', identifiers: { fs_user_id: 'anna' }, data: { deep: {} } }],
    ['data that is undefined', { action: 'a', identifiers: { fs_user_id: 'anna' }, data: { u: undefined } }],
  ])('are refused where the official SDK drops them: %s', async (_what, event) => {
    const server = await Collector.start();
    const client = await theirs(odpDatafile(server.origin));
    const identifiers = new Map(Object.entries(event.identifiers));
    client.sendOdpEvent(event.action, event.type, identifiers, new Map(Object.entries(event.data ?? {})));
    await (client as unknown as { flushImmediately(): Promise<unknown> }).flushImmediately();
    const { odp } = (await OurSide.of(odpDatafile(server.origin))).platform;
    expect(() => odp.sendEvent(event)).toThrow(TypeError);
    await odp.flush();
    // The official SDK posts nothing for an empty queue, or an empty list.
    expect(server.events).toEqual([]);
  });

  it('tell of the user agent what the official SDK would', async () => {
    const server = await Collector.start();
    const { odp } = (
      await OurSide.of(odpDatafile(server.origin), {
        odp: {
          userAgentParser: {
            parseUserAgentInfo: () => ({
              os: { name: 'Linux' },
              device: { type: 'server', model: undefined },
            }),
          },
        },
      })
    ).platform;
    odp.sendEvent({ action: 'a', identifiers: { fs_user_id: 'anna' }, data: { os: 'mine' } });
    expect(await odp.flush()).toBe(true);
    expect(server.events[0]?.['data']).toEqual({
      os: 'mine',
      device_type: 'server',
      idempotence_id: expect.any(String) as unknown,
      data_source_type: 'sdk',
      data_source: 'javascript-sdk',
      data_source_version: '6.6.1',
    });
  });

  it('are kept where the official SDK loses them, and sent again with the same identifiers', async () => {
    const server = await Collector.start();
    server.script(status(503), status(500), status(429), status(503));
    const { odp } = (await OurSide.of(odpDatafile(server.origin))).platform;
    odp.sendEvent({ action: 'a', identifiers: { fs_user_id: 'anna' } });
    expect(await odp.flush()).toBe(false);
    expect(odp.ledger()).toMatchObject({ queued: 1, delivered: 0 });
    await until('the delivery', () => odp.flush());
    expect(odp.ledger()).toMatchObject({ queued: 0, delivered: 1 });
    expect(new Set(server.deliveries.map(({ body }) => body)).size).toBe(1);
    expect(server.deliveries).toHaveLength(5);
  });

  it('are dropped and counted when they are refused for good, when there is no room, and without an integration', async () => {
    const server = await Collector.start();
    const warnings: string[] = [];
    const logger = { log() {}, warn: (message: string) => void warnings.push(message), error() {} };
    const ours = await OurSide.of(odpDatafile(server.origin), { odp: { eventQueueSize: 2 } });
    ours.platform.sinks({ logger });
    const { odp } = ours.platform;
    server.script(status(400));
    for (const action of ['a', 'b', 'c']) odp.sendEvent({ action, identifiers: { fs_user_id: 'anna' } });
    await odp.flush();
    expect(odp.ledger()).toEqual({
      offered: 3,
      delivered: 0,
      queued: 0,
      dropped: new Map([
        ['queue-full', 1],
        ['http-400', 2],
      ]),
    });
    await ours.platform.compile(odpDatafile(server.origin, { integrations: [] }));
    odp.sendEvent({ action: 'd', identifiers: { fs_user_id: 'anna' } });
    expect(odp.ledger().dropped.get('no-integration')).toBe(1);
    expect(warnings).toHaveLength(3);
    expect(warnings.join()).not.toContain('public-key');
  });

  it('are given up and counted when ODP says nothing while the application ends', async () => {
    const server = await Collector.start(hang);
    const { odp, sinks } = (await OurSide.of(odpDatafile(server.origin))).platform;
    const [sink] = sinks({ logger: SILENT_LOGGER });
    odp.sendEvent({ action: 'a', identifiers: { fs_user_id: 'anna' } });
    await sink?.close?.();
    odp.sendEvent({ action: 'b', identifiers: { fs_user_id: 'anna' } });
    expect(server.deliveries).toHaveLength(1);
    expect(odp.ledger()).toEqual({
      offered: 2,
      delivered: 0,
      queued: 0,
      dropped: new Map([
        ['shutdown', 1],
        ['closed', 1],
      ]),
    });
  });

  it('go to the integration that was in service when they happened', async () => {
    const [first, second] = [await Collector.start(), await Collector.start()];
    const ours = await OurSide.of(odpDatafile(first.origin));
    const { odp } = ours.platform;
    odp.sendEvent({ action: 'a', identifiers: { fs_user_id: 'anna' } });
    await ours.platform.compile(odpDatafile(second.origin));
    odp.sendEvent({ action: 'b', identifiers: { fs_user_id: 'anna' } });
    expect(await odp.flush()).toBe(true);
    expect(first.events.map(({ action }) => action)).toEqual(['a']);
    expect(second.events.map(({ action }) => action)).toEqual(['b']);
  });

  it.each([
    'eventBatchSize',
    'eventFlushIntervalMs',
    'eventTimeoutMs',
    'eventQueueSize',
    'segmentsTimeoutMs',
  ])('are checked for an option %s that makes no sense', async (name) => {
    await expect(OurSide.of(odpDatafile('http://127.0.0.1:1'), { odp: { [name]: 0 } })).rejects.toThrow(
      `odp.${name}`,
    );
  });
});
