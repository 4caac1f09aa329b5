import { describe, expect, it } from 'vitest';
import { compileVwo } from '../../../../../lib/platforms/vwo/compile/compile.js';
import type { VwoSinkOptions } from '../../../../../lib/platforms/vwo/setup/event.options.js';
import { vwoSink } from '../../../../../lib/platforms/vwo/wire/vwo.sink.js';
import { VisitorIds } from '../../../../../lib/platforms/vwo/subject/visitor-id.js';
import type {
  EventVisitor,
  ExperimentationEvent,
  ExposureEvent,
  GoalEvent,
  SendReport,
} from '../../../../../lib/ports/sink.js';
import { sampleAssignment, sampleExposure } from '../../../../../lib/testing/contracts/sample-events.js';
import { acceptButCut, Collector, ok, status } from '../../../../support/collector.js';
import { LogRecorder } from '../../../../support/log-recorder.js';
import { until } from '../../../../support/until.js';
import { vwoFeature, vwoSettings } from '../../../../fixtures/vwo/settings.js';

const AT = 1_700_000_000_123;
const SENDER = { accountId: 123456, sdkKey: 'key1' } as const;

const metrics = [
  { id: 1, type: 'CUSTOM_GOAL', identifier: 'purchase', revenueProp: 'price' },
  { id: 2, type: 'CUSTOM_GOAL', identifier: 'purchase', revenueProp: 'total' },
  { id: 3, type: 'CUSTOM_GOAL', identifier: 'visit' },
];
const { facts } = compileVwo(vwoSettings([vwoFeature(1, { feature: { metrics } })]));

function visitor(code: string, more: Partial<EventVisitor> = {}): EventVisitor {
  return {
    visitorCode: code,
    units: new Map([['visitor', code]]),
    attributes: new Map(),
    url: '',
    userAgent: 'Mozilla/5.0 (X11)',
    ip: '192.0.2.1',
    ...more,
  };
}

type Base = Pick<ExperimentationEvent, 'at' | 'visitor' | 'revision' | 'facts'>;

function base(by: EventVisitor = visitor('anna')): Base {
  return { at: AT, visitor: by, revision: 'r', facts };
}

function exposure(by?: EventVisitor, details: ExposureEvent['exposure']['details'] = null): ExposureEvent {
  const { experiment, variation } = sampleAssignment('anna');
  return sampleExposure('anna', {
    ...base(by),
    exposure: sampleAssignment('anna', {
      experiment: { ...experiment, id: 10 },
      variation: { ...variation, id: 2 },
      details,
    }),
  });
}

function goal(name = 'purchase', more: Partial<GoalEvent> = {}): GoalEvent {
  return { kind: 'goal', ...base(), goal: name, revenue: undefined, properties: {}, ...more };
}

function attributes(changed: Record<string, unknown>): ExperimentationEvent {
  return { kind: 'attributes', ...base(), changed: new Map(Object.entries(changed)) };
}

interface Message {
  readonly msgId: string;
  readonly event: { readonly name: string; readonly props: Record<string, unknown> };
  readonly visitor: { readonly props: Record<string, unknown> };
}

function messagesOf({ deliveries }: Collector): Message[] {
  return deliveries.flatMap(({ body }) => {
    const parsed = JSON.parse(body) as { ev?: { d: Message }[]; d: Message };
    return parsed.ev === undefined ? [parsed.d] : parsed.ev.map(({ d }) => d);
  });
}

async function deliver(
  events: readonly ExperimentationEvent[],
  options: Partial<VwoSinkOptions> = {},
  collector?: Collector,
): Promise<{ report: SendReport; collector: Collector; messages: Message[] }> {
  const target = collector ?? (await Collector.start());
  const sink = vwoSink({ ...SENDER, endpoint: target.origin, ...options });
  const report = (await sink.send(events, { signal: new AbortController().signal })) ?? {};
  return { report, collector: target, messages: messagesOf(target) };
}

const visId = new VisitorIds('123456').of('anna');
const COMMON = { vwo_sdkName: 'vwo-fme-node-sdk', vwo_sdkVersion: '1.35.0', vwo_envKey: 'key1' };

describe('vwoSink', () => {
  it('sends a batch in one request, with the key in a header', async () => {
    const { collector, messages } = await deliver([exposure(), goal('visit'), attributes({ plan: 'pro' })]);
    expect(collector.deliveries).toMatchObject([
      {
        method: 'POST',
        url: '/server-side/batch-events-v2?a=123456&env=key1&sn=vwo-fme-node-sdk&sv=1.35.0',
        headers: { authorization: 'key1', 'content-type': 'application/json' },
      },
    ]);
    expect(collector.deliveries[0]?.headers).not.toHaveProperty('x-device-user-agent');
    expect(messages.map(({ event }) => event.name)).toEqual([
      'vwo_variationShown',
      'visit',
      'vwo_syncVisitorProp',
    ]);
  });

  it('waits for 100 events or ten minutes, unless told otherwise', () => {
    expect(vwoSink(SENDER).batching).toEqual({ maxBatchSize: 100, flushIntervalMs: 600_000 });
    expect(vwoSink({ ...SENDER, maxBatchSize: 7, flushIntervalMs: 5 }).batching).toEqual({
      maxBatchSize: 7,
      flushIntervalMs: 5,
    });
    expect(vwoSink({ ...SENDER, batch: false }).batching).toEqual({});
  });

  it('sends events one by one where it is told to, with user agent and address in headers', async () => {
    const { collector } = await deliver([exposure(), goal('visit')], { batch: false });
    const [first, second] = collector.deliveries;
    const query = new URL(first?.url ?? '', collector.origin).searchParams;
    expect(Object.fromEntries(query)).toEqual({
      en: 'vwo_variationShown',
      a: '123456',
      eTime: String(AT),
      random: expect.stringMatching(/^0(\.\d+(e-\d+)?)?$/) as string,
      p: 'FS',
      visitor_ua: 'Mozilla/5.0 (X11)',
      visitor_ip: '192.0.2.1',
      sn: 'vwo-fme-node-sdk',
      sv: '1.35.0',
      env: 'key1',
      url: 'https127.0.0.1/events/t',
    });
    expect(first?.headers).toMatchObject({
      'x-device-user-agent': 'Mozilla/5.0 (X11)',
      'vwo-x-forwarded-for': '192.0.2.1',
    });
    expect(second?.url).toMatch(/^\/events\/t\?en=visit&/);
  });

  it('describes an exposure', async () => {
    const details = { visitorProperties: new Map([['plan', 'pro']]) };
    const { messages } = await deliver([exposure(undefined, details)]);
    expect(messages).toEqual([
      {
        msgId: `${visId}-${AT}`,
        visId,
        sessionId: Math.ceil(AT / 1000),
        visitor_ua: 'Mozilla/5.0 (X11)',
        visitor_ip: '192.0.2.1',
        event: {
          props: { ...COMMON, id: 10, variation: 2, isFirst: 1 },
          name: 'vwo_variationShown',
          time: AT,
        },
        visitor: { props: { vwo_fs_environment: 'key1', plan: 'pro', ip: '192.0.2.1' } },
      },
    ]);
  });

  it('knows a visitor by the unit it is told', async () => {
    const member = visitor('device', {
      units: new Map<string, string | number>([
        ['visitor', 'device'],
        ['user', 4711],
      ]),
    });
    const { messages, report } = await deliver([exposure(member), exposure(visitor('anna'))], {
      visitorUnit: 'user',
    });
    expect(messages.map(({ msgId }) => msgId)).toEqual([`${new VisitorIds('123456').of('4711')}-${AT}`]);
    expect(report.rejected).toMatchObject([{ reason: 'missing-unit' }]);
  });

  it('lays properties of a goal over its own, and revenue under the names that metrics have for it', async () => {
    const properties = Object.defineProperty({ id: 9, total: 1, ['__proto__x']: 2 }, 'broken', {
      enumerable: true,
      get: () => {
        throw new Error('not to be read');
      },
    });
    const { messages } = await deliver([
      goal('purchase', { revenue: 5, properties }),
      goal('visit', { revenue: 6 }),
      goal('visit', { properties: JSON.parse('{"__proto__":{"x":1}}') as Record<string, unknown> }),
    ]);
    const custom = { ...COMMON, isCustomEvent: true, variation: 1, id: 1 };
    expect(messages[0]?.event.props).toEqual({
      ...custom,
      id: 9,
      price: 5,
      total: 1,
      ['__proto__x']: 2,
      broken: '[unreadable]',
    });
    expect(messages[1]?.event.props).toEqual({ ...custom, revenue: 6 });
    expect(Object.hasOwn(messages[2]?.event.props ?? {}, '__proto__')).toBe(true);
  });

  it('sends the attributes that VWO has a form for', async () => {
    const events = [
      attributes({ plan: 'pro', age: 30, beta: false, tags: ['x'], none: null }),
      attributes({ tags: [] }),
    ];
    const { messages, report } = await deliver(events);
    expect(messages).toHaveLength(1);
    expect(messages[0]?.visitor.props).toEqual({
      vwo_fs_environment: 'key1',
      plan: 'pro',
      age: 30,
      beta: false,
    });
    expect(messages[0]?.event.props).toEqual({ ...COMMON, isCustomEvent: true, vwo_fs_environment: 'test' });
    expect(report.rejected).toEqual([{ event: events[1], reason: 'unsupported' }]);
  });

  it('carries no attributes where it is told not to', () => {
    expect([...(vwoSink({ ...SENDER, attributes: false }).accepts ?? [])]).toEqual(['exposure', 'goal']);
    expect([...(vwoSink(SENDER).accepts ?? [])]).toEqual(['exposure', 'goal', 'attributes']);
  });

  it('says which events VWO takes in no form', async () => {
    const { report, collector } = await deliver([
      goal('no such goal'),
      goal('visit', { visitor: visitor('', { units: new Map() }) }),
      goal('visit', { visitor: visitor('half \ud800') }),
      goal('visit', { facts: new Map() }),
    ]);
    expect(report.rejected?.map(({ reason }) => reason)).toEqual([
      'unknown-goal',
      'missing-unit',
      'invalid-unit',
      'unknown-goal',
    ]);
    expect(collector.deliveries).toEqual([]);
  });

  it('keeps what comes from a visitor out of the address, and out of headers that cannot carry it', async () => {
    const odd = visitor('anna', { userAgent: 'スマホ\n\ud800', ip: '::1&en=other' });
    const { collector, messages } = await deliver([goal('visit', { visitor: odd })], { batch: false });
    const [delivery] = collector.deliveries;
    const query = new URL(delivery?.url ?? '', collector.origin).searchParams;
    expect(query.getAll('en')).toEqual(['visit']);
    expect(query.get('visitor_ua')).toBe('スマホ\n\ufffd');
    expect(delivery?.headers).not.toHaveProperty('x-device-user-agent');
    expect(messages[0]).toMatchObject({ visitor_ua: 'スマホ\n\ud800', visitor_ip: '::1&en=other' });
  });

  it("goes to VWO's own host under the prefix of the settings, and to others without", async () => {
    const asked: string[] = [];
    const fetch = (input: string | URL | Request): Promise<Response> => {
      asked.push(input as string);
      return Promise.resolve(new Response('{}'));
    };
    const prefixed = compileVwo(vwoSettings([vwoFeature(1)], { collectionPrefix: 'eu01' })).facts;
    const events = [{ ...exposure(), facts: prefixed }, exposure(), { ...exposure(), facts: prefixed }];
    await deliver(events, { endpoint: undefined, fetch });
    await deliver(events, { endpoint: 'https://gateway.example/vwo/', fetch });
    expect(asked.map((url) => url.split('?')[0])).toEqual([
      'https://dev.visualwebsiteoptimizer.com/eu01/server-side/batch-events-v2',
      'https://dev.visualwebsiteoptimizer.com/server-side/batch-events-v2',
      'https://gateway.example/vwo/server-side/batch-events-v2',
    ]);
  });

  it('tries again what a server error has kept from it, with the same identifiers', async () => {
    const collector = await Collector.start();
    collector.script(acceptButCut, status(503, { 'retry-after': '7' }));
    const first = await deliver([exposure(), goal('visit')], {}, collector);
    expect(first.report.failed).toMatchObject({ error: { retryable: true, reason: 'no-answer' } });
    const again = first.report.failed?.events ?? [];
    const second = await deliver(again, {}, collector);
    expect(second.report.failed).toMatchObject({ error: { retryable: true, retryAfterMs: 7_000 } });
    const third = await deliver(again, {}, collector);
    expect(third.report).toEqual({ rejected: [] });
    const bodies = collector.deliveries.map(({ body }) => body);
    expect(new Set(bodies).size).toBe(1);
    expect(bodies).toHaveLength(3);
  });

  it('asks for smaller batches, and gives up on what is refused', async () => {
    const collector = await Collector.start();
    collector.script(status(413), status(400));
    const events = [exposure(), goal('visit')];
    const tooLarge = await deliver(events, {}, collector);
    expect(tooLarge.report.failed).toMatchObject({ events, error: { tooLarge: true } });
    const refused = await deliver(events, {}, collector);
    expect(refused.report.rejected?.map(({ reason }) => reason)).toEqual(['http-400', 'http-400']);
  });

  it('hands back only those single events that were not delivered', async () => {
    const collector = await Collector.start();
    collector.script(ok, status(400), status(500));
    const events = [goal('visit'), goal('visit'), goal('visit'), goal('visit')];
    const { report } = await deliver(events, { batch: false }, collector);
    expect(report.rejected).toMatchObject([{ event: events[1], reason: 'http-400' }]);
    expect(report.failed?.events).toEqual([events[2], events[3]]);
  });

  it.each([
    ['accountId', { accountId: '' }],
    ['accountId', { accountId: 'x1' }],
    ['sdkKey', { sdkKey: '' }],
    ['sdkKey', { sdkKey: 'a\nb' }],
    ['endpoint', { endpoint: 'http://' }],
    ['maxBatchSize', { maxBatchSize: 5_001 }],
    ['maxBatchSize', { maxBatchSize: 0 }],
  ])('refuses a wrong %s', (option, wrong) => {
    expect(() => vwoSink({ ...SENDER, ...wrong })).toThrow(TypeError);
    expect(() => vwoSink({ ...SENDER, ...wrong })).toThrow(option);
  });
});

describe('the flush callback', () => {
  it('hears what was delivered, refused and kept, in the format of VWO', async () => {
    const heard: [string | undefined, number][] = [];
    const collector = await Collector.start();
    collector.script(ok, status(400), status(500));
    const flushCallback: VwoSinkOptions['flushCallback'] = (error, { ev }) =>
      heard.push([error?.message.replace(/^.*answered /, ''), ev.length]);
    const events = [exposure(), goal('visit'), goal('no such goal')];
    for (let i = 0; i < 3; i++) await deliver(events, { flushCallback }, collector);
    expect(heard).toEqual([
      [undefined, 2],
      [expect.stringMatching(/^HTTP 400/), 2],
      [expect.stringMatching(/^HTTP 500/), 2],
    ]);
  });

  it('gets the messages as they are sent', async () => {
    const payloads: unknown[] = [];
    const { collector } = await deliver([exposure(), goal('visit'), attributes({ plan: 'pro' })], {
      flushCallback: (_error, payload) => payloads.push(payload),
    });
    expect(payloads.map((payload) => JSON.stringify(payload))).toEqual(
      collector.deliveries.map(({ body }) => body),
    );
    expect(payloads).toHaveLength(1);
  });

  it('may fail, or take its time', async () => {
    const logger = new LogRecorder();
    const flushCallback = (): Promise<never> => Promise.reject(new Error('no room'));
    const { report } = await deliver([exposure()], { flushCallback, logger });
    expect(report.failed).toBeUndefined();
    await until('the warning', () => logger.warnings.some((line) => line.includes('no room')));
    const never = (): Promise<never> => new Promise(() => {});
    expect((await deliver([exposure()], { flushCallback: never })).report.failed).toBeUndefined();
  });
});
