import { describe, expect, it } from 'vitest';
import { absmartlySink } from '../../../../../lib/platforms/absmartly/wire/absmartly.sink.js';
import { unitUid } from '../../../../../lib/platforms/absmartly/subject/unit-uid.js';
import type {
  EventVisitor,
  ExperimentationEvent,
  GoalEvent,
  SendReport,
} from '../../../../../lib/ports/sink.js';
import { Collector, status } from '../../../../support/collector.js';

type Units = Record<string, string | number>;

function visitor(
  visitorCode: string,
  units: Units = {},
  attributes: Record<string, unknown> = {},
): EventVisitor {
  return {
    visitorCode,
    units: new Map(Object.entries({ visitor: visitorCode, ...units })),
    attributes: new Map(Object.entries(attributes)),
    url: '',
    userAgent: null,
    ip: null,
  };
}

let clock = 1_000;

function base(by: EventVisitor): Pick<ExperimentationEvent, 'at' | 'visitor' | 'revision' | 'facts'> {
  return { at: clock++, visitor: by, revision: 'r', facts: new Map() };
}

function goal(by: EventVisitor, name = 'visit', more: Partial<GoalEvent> = {}): GoalEvent {
  return { kind: 'goal', ...base(by), goal: name, revenue: undefined, properties: {}, ...more };
}

function set(by: EventVisitor, changed: Record<string, unknown>): ExperimentationEvent {
  return { kind: 'attributes', ...base(by), changed: new Map(Object.entries(changed)) };
}

interface Body {
  readonly units: readonly unknown[];
  readonly goals?: readonly { readonly name: string; readonly properties: unknown }[];
  readonly attributes?: readonly { readonly name: string; readonly value: unknown; readonly setAt: number }[];
}

async function deliver(
  events: readonly ExperimentationEvent[],
  collector?: Collector,
): Promise<{ report: SendReport; bodies: Body[]; collector: Collector }> {
  const target = collector ?? (await Collector.start());
  const sink = absmartlySink({
    endpoint: `${target.origin}/v1/`,
    apiKey: 'key',
    application: { name: 'website', version: '1.2' },
    environment: 'production',
    units: { user: 'user_id' },
  });
  const report = (await sink.send(events, { signal: new AbortController().signal })) ?? {};
  return { report, bodies: target.deliveries.map(({ body }) => JSON.parse(body) as Body), collector: target };
}

function unit(type: string, value: string | number): unknown {
  return { type, uid: unitUid(value) };
}

describe('absmartlySink', () => {
  it("puts to the vendor's address, with its headers", async () => {
    const { collector } = await deliver([goal(visitor('anna'))]);
    expect(collector.deliveries).toMatchObject([
      {
        method: 'PUT',
        url: '/v1/context',
        headers: {
          'content-type': 'application/json',
          'x-api-key': 'key',
          'x-agent': 'absmartly-javascript-sdk',
          'x-environment': 'production',
          'x-application': 'website',
          'x-application-version': '1.2',
        },
      },
    ]);
  });

  it('makes one request a visitor, in the order in which they come first', async () => {
    const { bodies } = await deliver([
      goal(visitor('anna'), 'a'),
      goal(visitor('ben'), 'b'),
      goal(visitor('anna'), 'c'),
    ]);
    expect(bodies.map(({ units }) => units)).toEqual([
      [unit('session_id', 'anna')],
      [unit('session_id', 'ben')],
    ]);
    expect(bodies.map(({ goals }) => goals?.map(({ name }) => name))).toEqual([['a', 'c'], ['b']]);
  });

  it('keeps somebody who logs in together, and two users at one device apart', async () => {
    const { bodies } = await deliver([
      goal(visitor('device'), 'open'),
      goal(visitor('device', { user: 1 }), 'first user'),
      goal(visitor('device', { user: 2 }), 'second user'),
    ]);
    expect(bodies.map(({ units }) => units)).toEqual([
      [unit('session_id', 'device'), unit('user_id', 1)],
      [unit('session_id', 'device'), unit('user_id', 2)],
    ]);
    expect(bodies.map(({ goals }) => goals?.map(({ name }) => name))).toEqual([
      ['open', 'first user'],
      ['second user'],
    ]);
  });

  it('leaves out units that are none', async () => {
    const { bodies } = await deliver([goal(visitor('anna', { account: '  ' }))]);
    expect(bodies[0]?.units).toEqual([unit('session_id', 'anna')]);
  });

  it('sends what is known of a visitor first, then each setting, in order', async () => {
    const before = visitor('anna', {}, { country: 'FR' });
    const after = visitor('anna', {}, { country: 'FR', age: 17 });
    const { bodies } = await deliver([
      set(after, { age: 17 }),
      set(after, { age: 17 }),
      goal(after),
      goal(before),
    ]);
    expect(bodies[0]?.attributes?.map(({ name, value }) => [name, value])).toEqual([
      ['country', 'FR'],
      ['age', 17],
      ['age', 17],
    ]);
  });

  it('sends nothing for attributes alone, and says so', async () => {
    const events = [set(visitor('anna'), { age: 17 }), goal(visitor('ben'))];
    const { bodies, report } = await deliver(events);
    expect(bodies).toHaveLength(1);
    expect(report.rejected).toEqual([{ event: events[0], reason: 'unsupported' }]);
  });

  it("has revenue among a goal's properties; one of that name wins", async () => {
    const { bodies } = await deliver([
      goal(visitor('anna'), 'a', { revenue: 5 }),
      goal(visitor('anna'), 'b', { revenue: 5, properties: { revenue: 7, ['__proto__x']: 1 } }),
      goal(visitor('anna'), 'c', { properties: {} }),
    ]);
    expect(bodies[0]?.goals?.map(({ properties }) => properties)).toEqual([
      { revenue: 5 },
      { revenue: 7, ['__proto__x']: 1 },
      null,
    ]);
  });

  it('hands back what was not delivered, and only that', async () => {
    const collector = await Collector.start();
    collector.script((_delivery, response) => {
      response.writeHead(204).end();
      return true;
    }, status(503));
    const events = [goal(visitor('anna')), goal(visitor('ben')), goal(visitor('chiara'))];
    const { report } = await deliver(events, collector);
    expect(report.rejected).toEqual([]);
    expect(report.failed?.events).toEqual([events[1], events[2]]);
    expect(report.failed?.error).toMatchObject({ retryable: true });
  });
});
