import { Controller, Inject, Param, Post } from '@nestjs/common';
import http from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import type * as VwoSdk from 'vwo-fme-node-sdk';
import { describe, expect, it, vi } from 'vitest';
import { Experiments, vwo } from '../../../lib/index.js';
import type { Delivery } from '../../support/collector.js';
import { Collector, ok } from '../../support/collector.js';
import { expectBalanced } from '../../support/ledger-balance.js';
import { startApp } from '../../support/test-app.js';
import { plain, tolerateStrayRejections } from './oracle.js';
import type { Scenario, Step } from './wire-scenarios.js';
import { POST_SEGMENTATION, SCENARIOS, SETTINGS } from './wire-scenarios.js';

/*
 * The same scripts through the vendor's SDK and through a Nest application. Both mean VWO's own host; each gets to a collector
 * of its own. Requests are equal (address with its parameters in order, VWO's headers, the body's text) but for:
 *
 * - times (`eTime`, `time`, the end of `msgId`) and session ids, which are made of them; random numbers;
 * - the connection's own headers (host, connection, user-agent, accept, content-length ...);
 * - the SDK's telemetry about itself (`vwo_sdkDebug`), which is not sent.
 *
 * What integrations and the flush callback are told is the same, too.
 */

const ACCOUNT = { accountId: '123456', sdkKey: 'test' } as const;
const VENDOR = 'https://dev.visualwebsiteoptimizer.com';
const OWN_HEADERS = ['content-type', 'authorization', 'x-device-user-agent', 'vwo-x-forwarded-for'];
const CHANGING = new Set(['eTime', 'random', 'r']);

interface Recorded {
  readonly answers: readonly unknown[];
  readonly requests: readonly unknown[];
  /** What the integrations callback was called with. */
  readonly told: readonly unknown[];
  /** What the flush callback was called with. */
  readonly flushed: readonly unknown[];
}

/** A collector that serves settings and keeps what it is sent. */
function collect(settings: unknown): Promise<Collector> {
  return Collector.start((delivery, response) => {
    if (delivery.method !== 'GET') return ok(delivery, response);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(settings));
    return false;
  });
}

/** The SDK keeps one state per process: each script gets one of its own. */
function freshSdk(): typeof VwoSdk {
  const require = createRequire(import.meta.url);
  const path = require.resolve('vwo-fme-node-sdk');
  Reflect.deleteProperty(require.cache, path);
  return require(path) as typeof VwoSdk;
}

/** Leads https requests to the collector, and lets no timer of the SDK keep the process alive. */
function divert(origin: string): () => void {
  const { port } = new URL(origin);
  const toCollector = (
    options: http.RequestOptions,
    callback?: (answer: http.IncomingMessage) => void,
  ): unknown => http.request({ ...options, protocol: 'http:', hostname: '127.0.0.1', port }, callback);
  const get = (...args: Parameters<typeof toCollector>): unknown =>
    (toCollector(...args) as http.ClientRequest).end();
  const { setTimeout, setInterval } = globalThis;
  vi.spyOn(https, 'request').mockImplementation(toCollector as typeof https.request);
  vi.spyOn(https, 'get').mockImplementation(get as typeof https.get);
  vi.stubGlobal('setTimeout', (task: () => void, ms: number) => setTimeout(task, ms).unref());
  vi.stubGlobal('setInterval', (task: () => void, ms: number) => setInterval(task, ms).unref());
  return () => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  };
}

interface Mode {
  readonly batch: boolean;
  /** Through a gateway instead of to VWO's host. */
  readonly gateway?: boolean;
  readonly settings: unknown;
}

/** The script through the SDK: what its calls gave, and what the collector saw. */
async function theirs(scenario: Scenario, { batch, gateway, settings }: Mode): Promise<Recorded> {
  const collector = await collect(settings);
  const restoreRejections = tolerateStrayRejections();
  const restore = divert(collector.origin);
  const [told, flushed]: [unknown[], unknown[]] = [[], []];
  try {
    const client = await freshSdk().init({
      ...ACCOUNT,
      logger: { level: 'ERROR', transports: [{ level: 'ERROR', log: () => {} }] },
      // Calls wait for their requests: so they come in order.
      shouldWaitForTrackingCalls: true,
      ...(gateway === true && { gatewayService: { url: collector.origin } }),
      integrations: { callback: (properties: unknown) => told.push(plain(properties)) },
      ...(batch && {
        batchEventData: {
          eventsPerRequest: 100,
          requestTimeInterval: 600,
          flushCallback: (error: unknown, payload: object) =>
            flushed.push([error, comparableBody(JSON.stringify(payload))]),
        },
      }),
    } as unknown as VwoSdk.IVWOOptions);
    const customVariables: Record<string, unknown> = { ...scenario.attributes };
    const answers: unknown[] = [];
    for (const step of scenario.steps) {
      const context = {
        id: scenario.visitor,
        customVariables: { ...customVariables },
        postSegmentationVariables: POST_SEGMENTATION,
        ...(scenario.userAgent !== undefined && { userAgent: scenario.userAgent }),
        ...(scenario.ip !== undefined && { ipAddress: scenario.ip }),
      };
      switch (step.do) {
        case 'flag': {
          const flag = await client.getFlag(step.key, context);
          answers.push([flag.isEnabled(), flag.getVariable('color', null)]);
          break;
        }
        case 'goal': {
          const revenue = step.revenue === undefined ? {} : { price: step.revenue };
          await client.trackEvent(step.key, context, { ...revenue, ...step.properties });
          break;
        }
        case 'attributes':
          await client.setAttribute(step.values, context);
          Object.assign(customVariables, step.values);
          break;
      }
    }
    if (batch) await client.flushEvents();
    return { answers, requests: comparable(collector), told, flushed };
  } finally {
    restore();
    await restoreRejections();
  }
}

function step(experiments: Pick<Experiments, 'decide' | 'track' | 'setAttributes'>, one: Step): unknown[] {
  switch (one.do) {
    case 'flag': {
      const { on, variables } = experiments.decide(one.key);
      return [[on, variables.get('color') ?? null]];
    }
    case 'goal':
      experiments.track(one.key, { revenue: one.revenue, properties: one.properties });
      return [];
    case 'attributes':
      experiments.setAttributes(one.values);
      return [];
  }
}

/** The script through a request to a Nest application. */
async function ours(scenario: Scenario, { batch, gateway, settings }: Mode): Promise<Recorded> {
  const collector = await collect(settings);

  @Controller()
  class Script {
    constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

    @Post('run/:name')
    async run(@Param('name') name: string): Promise<unknown[]> {
      const { visitor, attributes, userAgent, ip, steps } = SCENARIOS.find(
        (each) => each.name === name,
      ) as Scenario;
      return this.experiments.runAs({ visitorCode: visitor, attributes, userAgent, ip }, async () =>
        steps.flatMap((one) => step(this.experiments, one)),
      );
    }
  }

  const [told, flushed]: [unknown[], unknown[]] = [[], []];
  const toCollector: typeof fetch = (input, init) =>
    fetch(String(input).replace(VENDOR, collector.origin), init);
  const app = await startApp({
    controllers: [Script],
    options: {
      platform: vwo({
        ...ACCOUNT,
        fetch: toCollector,
        postSegmentationVariables: POST_SEGMENTATION,
        integrations: { callback: (properties) => told.push(plain(properties)) },
        ...(gateway === true && { gateway: { url: collector.origin } }),
        events: {
          batch,
          ...(batch && {
            flushCallback: (error, payload) => flushed.push([error, comparableBody(JSON.stringify(payload))]),
          }),
        },
      }),
      sinks: undefined,
      refresh: false,
    },
  });
  try {
    const { body, status } = await app.get(`/run/${encodeURIComponent(scenario.name)}`, { method: 'POST' });
    expect(status).toBe(201);
    await app.experiments.flush();
    expectBalanced(app.experiments.ledger());
    return { answers: body as unknown[], requests: comparable(collector), told, flushed };
  } finally {
    await app.close();
  }
}

const TELEMETRY = 'vwo_sdkDebug';

function comparable({ deliveries }: Collector): unknown[] {
  return deliveries
    .filter(({ url }) => !url.includes(`en=${TELEMETRY}`))
    .map(comparableRequest)
    .filter(({ body }) => body !== '{"ev":[]}');
}

function comparableRequest({ method, url, headers, body }: Delivery) {
  const [path, query = ''] = url.split('?');
  return {
    method,
    path,
    query: query.split('&').map((member) => {
      const [name = ''] = member.split('=');
      return CHANGING.has(name) ? name : member;
    }),
    headers: method === 'GET' ? [] : OWN_HEADERS.map((name) => `${name}: ${String(headers[name])}`),
    body: comparableBody(body),
  };
}

/** The text again, so that the order of members is compared. */
function comparableBody(body: string): string {
  if (body === '') return '';
  return JSON.stringify(JSON.parse(body, (name, value: unknown) => timeless(name, untold(name, value))));
}

interface Entry {
  readonly d: { readonly event: { readonly name: string } };
}

function untold(name: string, value: unknown): unknown {
  return name === 'ev' ? (value as Entry[]).filter(({ d }) => d.event.name !== TELEMETRY) : value;
}

const STARTED = Date.now();

function timeless(name: string, value: unknown): unknown {
  if (name === 'msgId')
    return isTime(Number(String(value).split('-')[1])) ? String(value).split('-')[0] : value;
  if (name === 'sessionId') return isTime(Number(value) * 1000) ? 'a time' : value;
  return name === 'time' && isTime(value) ? 'a time' : value;
}

/** Session ids are whole seconds, rounded up. */
function isTime(value: unknown): boolean {
  return typeof value === 'number' && value >= STARTED && value <= Date.now() + 1_000;
}

function eventsIn(requests: readonly unknown[]): number {
  return (requests as { body: string }[]).reduce((sum, { body }) => {
    if (body === '') return sum;
    return sum + ((JSON.parse(body) as { ev?: unknown[] }).ev?.length ?? 1);
  }, 0);
}

describe.each([
  ['one by one', { batch: false, settings: SETTINGS }],
  ['in batches', { batch: true, settings: SETTINGS }],
  ['one by one, under a prefix', { batch: false, settings: { ...SETTINGS, collectionPrefix: 'eu01' } }],
  ['through a gateway', { batch: false, gateway: true, settings: { ...SETTINGS, collectionPrefix: 'eu01' } }],
  ['in batches, under a prefix', { batch: true, settings: { ...SETTINGS, collectionPrefix: 'eu01' } }],
])('what the collector sees %s', (_name, mode) => {
  it.each(SCENARIOS)('$name', async (scenario) => {
    const expected = await theirs(scenario, mode);
    const actual = await ours(scenario, mode);
    expect(actual.answers).toEqual(expected.answers);
    expect(actual.requests).toEqual(expected.requests);
    expect(actual.told).toEqual(expected.told);
    expect(actual.flushed).toEqual(expected.flushed);
    expect(eventsIn(expected.requests)).toBe(scenario.events);
  });
});
