import { GrowthBookClient } from '@growthbook/growthbook';
import { growthbookTrackingPlugin } from '@growthbook/growthbook/plugins';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../lib/engine/evaluate.js';
import { createSubject } from '../../../lib/engine/subject.js';
import { growthbookSink } from '../../../lib/platforms/growthbook/wire/growthbook.sink.js';
import { EventPipeline } from '../../../lib/runtime/events/pipeline.js';
import { Collector } from '../../support/collector.js';
import { until } from '../../support/until.js';
import {
  around,
  CLIENT_KEY,
  DEFINITION,
  END,
  plainVisit,
  PROGRAM,
  report,
  visitorOf,
} from './wire-oracle.js';

describe('GrowthBook: differences on the wire, on purpose', () => {
  it('visitors that share a hashed attribute are each exposed: the plugin takes the second for a repeat', async () => {
    const collectors = [await Collector.start(), await Collector.start()] as const;
    const client = new GrowthBookClient({
      clientKey: CLIENT_KEY,
      plugins: [growthbookTrackingPlugin({ ingestorHost: collectors[0].origin, queueFlushInterval: 1 })],
    });
    client.initSync({ payload: structuredClone(DEFINITION) });
    const sink = growthbookSink({ clientKey: CLIENT_KEY, ingestorHost: collectors[1].origin });
    const pipeline = new EventPipeline({ sinks: [sink] });
    for (const id of ['u1', 'u2']) {
      const attributes = { id, company: 'acme' };
      client.evalFeature('page_size', { attributes });
      const visitor = { ...visitorOf(plainVisit({ attributes })), visitorCode: id };
      report(pipeline, visitor, evaluate(PROGRAM, 'page_size', createSubject({ attributes })));
    }
    client.logEvent(END.name, {}, { attributes: {} });
    await until('the end', () => collectors[0].events.some((event) => event['event_name'] === END.name));
    await pipeline.close();
    const exposed = ({ events }: Collector): unknown[] =>
      events.filter(({ event_name: name }) => name === 'Experiment Viewed').map(({ device_id: id }) => id);
    expect(exposed(collectors[0])).toEqual(['u1']);
    expect(exposed(collectors[1])).toEqual(['u1', 'u2']);
  });

  it('a usage counts once for visitor, feature and value: the plugin sends it again when any attribute changed', async () => {
    const collector = await Collector.start();
    const sink = growthbookSink({ clientKey: CLIENT_KEY, ingestorHost: collector.origin });
    const pipeline = new EventPipeline({ sinks: [sink] });
    for (const page of [1, 2]) {
      const visitor = visitorOf(plainVisit({ attributes: { id: 'u1', page } }));
      report(pipeline, visitor, evaluate(PROGRAM, 'banner', createSubject()));
    }
    await pipeline.close();
    expect(collector.events).toHaveLength(1);
  });

  it('units are attributes too, so a visitor without attributes has a device: the SDK knows no units', async () => {
    const collector = await Collector.start();
    const sink = growthbookSink({
      clientKey: CLIENT_KEY,
      ingestorHost: collector.origin,
      unitAttributes: { user: 'user_id' },
    });
    const pipeline = new EventPipeline({ sinks: [sink] });
    const units = new Map<string, string | number>([
      ['visitor', 'code'],
      ['user', 'u9'],
      ['account', 7],
    ]);
    const visitor = { ...visitorOf(plainVisit({ attributes: {} })), units };
    pipeline.offer({ kind: 'goal', ...around(visitor), goal: 'g', revenue: undefined, properties: {} });
    await pipeline.close();
    expect(collector.events).toMatchObject([
      { device_id: 'code', user_id: 'u9', context_json: { account: 7 } },
    ]);
  });

  it('a property that JSON has no form for costs itself only: the SDK loses everything that is queued with it', async () => {
    const collector = await Collector.start();
    const pipeline = new EventPipeline({
      sinks: [growthbookSink({ clientKey: CLIENT_KEY, ingestorHost: collector.origin })],
    });
    const visitor = visitorOf(plainVisit());
    const properties = {
      big: 1n,
      get broken(): never {
        throw new Error('on purpose');
      },
      fine: 1,
    };
    pipeline.offer({ kind: 'goal', ...around(visitor), goal: 'a', revenue: 5, properties });
    pipeline.offer({ kind: 'goal', ...around(visitor), goal: 'b', revenue: undefined, properties });
    await pipeline.close();
    expect(collector.events.map((event) => event['properties_json'])).toEqual([
      { revenue: 5, big: '1', broken: '[unreadable]', fine: 1 },
      { big: '1', broken: '[unreadable]', fine: 1 },
    ]);
  });

  it('a host with a slash at its end and a key with odd characters make a proper address', async () => {
    const collector = await Collector.start();
    const sink = growthbookSink({ clientKey: 'a b&c', ingestorHost: `${collector.origin}//` });
    const pipeline = new EventPipeline({ sinks: [sink] });
    pipeline.offer({
      kind: 'goal',
      ...around(visitorOf(plainVisit())),
      goal: 'g',
      revenue: undefined,
      properties: {},
    });
    await pipeline.close();
    expect(collector.deliveries.map(({ url }) => url)).toEqual(['/track?client_key=a%20b%26c']);
  });
});
