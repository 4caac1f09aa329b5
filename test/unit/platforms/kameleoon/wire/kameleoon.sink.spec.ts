import { describe, expect, it } from 'vitest';
import { compileKameleoon } from '../../../../../lib/platforms/kameleoon/compile/compile.js';
import type { KameleoonSinkOptions } from '../../../../../lib/platforms/kameleoon/setup/kameleoon.options.js';
import { kameleoonSink } from '../../../../../lib/platforms/kameleoon/wire/kameleoon.sink.js';
import type { KameleoonDatum } from '../../../../../lib/platforms/kameleoon/visitor/remembered-data.js';
import { kameleoonData } from '../../../../../lib/platforms/kameleoon/visitor/remembered-data.js';
import { VisitorMemory } from '../../../../../lib/platforms/kameleoon/visitor/visitor-memory.js';
import type { DataEvent, GoalEvent, SendReport, Sink } from '../../../../../lib/ports/sink.js';
import { Collector, cut, status } from '../../../../support/collector.js';
import { dataFile } from '../../../../fixtures/kameleoon/data-file.js';

const customData = [
  { id: 1, index: 1, name: 'plan' },
  { id: 4, index: 4, name: 'user', isMappingIdentifier: true },
];
const { configuration } = dataFile();
const FACTS = compileKameleoon(dataFile({ customData })).facts;
const ASKING = compileKameleoon(
  dataFile({ customData, configuration: { ...configuration, consentType: 'REQUIRED' } }),
).facts;

function base(visitorCode: string, facts = FACTS) {
  const visitor = {
    visitorCode,
    units: new Map([['visitor', visitorCode]]),
    attributes: new Map<string, unknown>(),
    url: '',
    userAgent: null,
    ip: null,
  };
  return { at: 0, visitor, revision: 'r', facts };
}

function goal(visitorCode: string, more: Partial<GoalEvent> = {}): GoalEvent {
  return { kind: 'goal', ...base(visitorCode), goal: '7', revenue: undefined, properties: {}, ...more };
}

function data(visitorCode: string, datum: KameleoonDatum, facts = FACTS): DataEvent {
  return { kind: 'data', ...base(visitorCode, facts), data: datum };
}

async function open(options: Partial<KameleoonSinkOptions> = {}) {
  const collector = await Collector.start();
  const memory = new VisitorMemory({ now: () => Date.now() });
  const sink = kameleoonSink({
    siteCode: 'a1b2c3d4e5',
    endpoints: { data: collector.origin },
    memory,
    ...options,
  });
  return {
    collector,
    memory,
    sink,
    lines: () => collector.deliveries.flatMap(({ body }) => body.split('\n')),
  };
}

async function send(sink: Sink, ...events: (GoalEvent | DataEvent)[]): Promise<SendReport> {
  return (await sink.send(events, { signal: new AbortController().signal })) ?? {};
}

const nonceOf = (line: string | undefined) => /&nonce=([0-9A-F]{16})&/.exec(line ?? '')?.[1];

describe('kameleoonSink', () => {
  it.each([
    ['a name that is set up', 'bought', {}, 'goalId=55&revenue=0&negative=false'],
    ['an id', '7', { revenue: 3.5, properties: { negative: true } }, 'goalId=7&revenue=3.5&negative=true'],
  ])('tells a goal by %s', async (_name, name, more, expected) => {
    const { sink, lines } = await open({ goals: { bought: 55 } });
    await send(sink, goal('v', { goal: name, ...more }));
    expect(lines()[0]?.replace(/&nonce=.*/, '')).toBe(`eventType=conversion&${expected}`);
  });

  it('tells metadata of a goal, by index', async () => {
    const { sink, lines } = await open();
    const metadata = [
      kameleoonData.customData('plan', 'gold', 'ä'),
      kameleoonData.customData(1, 'again'),
      kameleoonData.customData('unknown', 'x'),
    ];
    await send(sink, goal('v', { properties: { metadata } }));
    const text = new URLSearchParams(lines()[0]).get('metadata');
    expect(JSON.parse(text ?? '')).toEqual({ 1: ['gold', 'ä'] });
  });

  it('sends no goal that has no id', async () => {
    const { sink, collector } = await open();
    const event = goal('v', { goal: 'purchase' });
    expect((await send(sink, event)).rejected).toEqual([{ event, reason: 'unknown-goal' }]);
    expect(collector.deliveries).toEqual([]);
  });

  it('keeps the nonce of an event that is sent again', async () => {
    const { sink, collector, lines } = await open();
    const event = goal('v');
    collector.script(cut, status(503));
    for (const again of [true, true, false]) {
      expect((await send(sink, event)).failed?.events ?? []).toEqual(again ? [event] : []);
    }
    const nonces = lines().map(nonceOf);
    expect(new Set(nonces).size).toBe(1);
    expect(nonces).toHaveLength(3);
    expect(nonces[0]).toBeDefined();
  });

  it.each([
    [undefined, 1_000],
    [1, 100],
    [100, 100],
    [250, 250],
    [60_000, 1_000],
  ])("keeps its interval within the vendor's range: %j becomes %j", async (flushIntervalMs, expected) => {
    const { sink } = await open({ flushIntervalMs });
    expect(sink.batching).toEqual({ maxBatchSize: 1_000, flushIntervalMs: expected });
  });

  it('refuses for good what the collector refuses for good', async () => {
    const { sink, collector } = await open();
    const event = goal('v');
    collector.script(status(400));
    expect((await send(sink, event)).rejected).toMatchObject([{ event, reason: 'http-400' }]);
  });

  it('tells the user agent as it is, on one line only, and says so in the address', async () => {
    const { sink, memory, collector, lines } = await open();
    memory.addData('v', [kameleoonData.userAgent('Mozilla/5.0 (X; Y)\r\neventType=conversion')], {
      ...definitions(),
    });
    await send(sink, goal('v'), goal('w'));
    expect(collector.deliveries[0]?.url).toMatch(
      /^\/visit\/events\?siteCode=a1b2c3d4e5&sdkName=nodejs&sdkVersion=5\.17\.1&bodyUa=true$/,
    );
    expect(lines()).toHaveLength(2);
    expect(lines()[0]).toMatch(/&visitorCode=v&userAgent=Mozilla\/5\.0 \(X; Y\) {2}eventType=conversion$/);
    expect(lines()[1]).toMatch(/&visitorCode=w$/);
  });

  it('sends to the host that the data file names, or its place in a domain of your own', async () => {
    const asked: string[] = [];
    const fetchIt: typeof fetch = async (input) => {
      asked.push(new URL(String(input)).host);
      return new Response('');
    };
    await send((await open({ endpoints: {}, fetch: fetchIt })).sink, goal('v'));
    await send(
      (await open({ endpoints: {}, networkDomain: 'shop.example', fetch: fetchIt })).sink,
      goal('v'),
    );
    expect(asked).toEqual(['data.example.test', 'data.shop.example']);
  });

  it('cannot send a code that is no text of Unicode, and sends the others', async () => {
    const { sink, lines } = await open();
    const lone = goal('\uD800');
    expect((await send(sink, lone, goal('v'))).rejected).toMatchObject([
      { event: lone, reason: 'encode-error' },
    ]);
    expect(lines()).toHaveLength(1);
  });

  it('takes names such as __proto__ for what they are', async () => {
    const { sink, lines } = await open();
    await send(sink, data('__proto__', kameleoonData.customData(1, '__proto__', 'constructor')));
    const line = new URLSearchParams(lines()[0]);
    expect([line.get('visitorCode'), line.get('valuesCountMap')]).toEqual([
      '__proto__',
      '{"__proto__":1,"constructor":1}',
    ]);
  });

  it.each([
    [{ siteCode: '' }, 'expects siteCode'],
    [{ siteCode: 's', goals: { a: 1.5 } }, 'Expected goals["a"]'],
    [{ siteCode: 's', networkDomain: '..' }, 'Expected networkDomain'],
    [{ siteCode: 's', flushIntervalMs: 0 }, 'Expected flushIntervalMs to be a whole number above 0'],
  ] satisfies [KameleoonSinkOptions, string][])('refuses %o', (options, message) => {
    expect(() => kameleoonSink(options)).toThrow(message);
  });
});

describe('consent', () => {
  const device = kameleoonData.device('PHONE');

  it('is waited for, and what was held goes out with the next delivery', async () => {
    const { sink, memory, lines } = await open();
    const early = data('v', device, ASKING);
    expect(await send(sink, early)).toMatchObject({ held: [early], settled: { delivered: 0 } });
    expect(lines()).toEqual([]);
    memory.setConsent('v', true);
    const report = await send(sink, data('w', device));
    expect(report.held).toEqual([]);
    expect(report.settled?.delivered).toBe(1);
    expect(lines().map((line) => new URLSearchParams(line).get('visitorCode'))).toEqual(['v', 'w']);
  });

  it('does not lose what was held when its delivery fails', async () => {
    const { sink, memory, collector, lines } = await open();
    await send(sink, data('v', device, ASKING));
    memory.setConsent('v', true);
    collector.script(status(503));
    const later = data('w', device);
    const report = await send(sink, later);
    expect(report.failed?.events).toEqual([later]);
    expect(report.settled?.delivered).toBe(0);
    expect((await send(sink, later)).settled?.delivered).toBe(1);
    expect(lines().filter((line) => line.includes('visitorCode=v'))).toHaveLength(2);
  });

  it('that never comes costs the oldest events once there are too many', async () => {
    const { sink } = await open();
    const many = Array.from({ length: 10_003 }, (_, i) => data(`v${i}`, device, ASKING));
    const report = await send(sink, ...many);
    expect(report.held).toHaveLength(10_003);
    expect(report.settled).toEqual({ delivered: 0, dropped: new Map([['no-consent', 3]]) });
  });
});

function definitions() {
  return (
    FACTS.get('catalog') as {
      customData: Parameters<VisitorMemory['addData']>[2];
    }
  ).customData;
}
