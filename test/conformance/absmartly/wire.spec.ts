import { Controller, Inject, Param, Post } from '@nestjs/common';
import { SDK } from '@absmartly/javascript-sdk';
import { describe, expect, it } from 'vitest';
import { absmartly, Experiments } from '../../../lib/index.js';
import type { Delivery } from '../../support/collector.js';
import { Collector, ok } from '../../support/collector.js';
import { startApp } from '../../support/test-app.js';
import type { Scenario, Step } from './wire-scenarios.js';
import { PAYLOAD, RENEWED, SCENARIOS } from './wire-scenarios.js';

/*
 * The same scripts through the vendor's SDK and through a Nest application, each against a collector of its own. Requests are
 * equal but for: the collector's address and the connection's own headers (host, connection, user-agent, accept ...), content
 * lengths, and times, which are compared as "a time within the test". The order of requests of one script is compared too.
 *
 * One thing is published otherwise: what is said of a visitor (units, attributes) after their last exposure or goal goes
 * along with the next one, and is not sent if there is none.
 */

const OPTIONS = { apiKey: 'key-1', application: 'website', environment: 'production' } as const;
const OWN_HEADERS = [
  'content-type',
  'x-agent',
  'x-api-key',
  'x-application',
  'x-application-version',
  'x-environment',
];
const TIMES = new Set(['publishedAt', 'exposedAt', 'achievedAt', 'setAt']);

/** A collector that serves configuration and keeps what is published. */
async function collect(): Promise<{ collector: Collector; serve: (payload: unknown) => void }> {
  let current: unknown = PAYLOAD;
  const collector = await Collector.start((delivery, response) => {
    if (delivery.method !== 'GET') return ok(delivery, response);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(current));
    return false;
  });
  return { collector, serve: (payload) => (current = payload) };
}

/** The script through the SDK: what its calls gave, and what the collector saw. */
async function theirs(scenario: Scenario): Promise<{ answers: unknown[]; requests: unknown[] }> {
  const { collector, serve } = await collect();
  const sdk = new SDK({
    endpoint: `${collector.origin}/v1`,
    agent: 'absmartly-javascript-sdk',
    ...OPTIONS,
  });
  const context = sdk.createContext({ units: { session_id: scenario.visitor } });
  await context.ready();
  const answers: unknown[] = [];
  for (const step of scenario.steps) {
    switch (step.do) {
      case 'treatment':
        answers.push(context.treatment(step.key));
        break;
      case 'peek':
        answers.push(context.peek(step.key));
        break;
      case 'variable':
        answers.push(context.variableValue(step.key, step.fallback as string));
        break;
      case 'peekVariable':
        answers.push(context.peekVariableValue(step.key, step.fallback as string));
        break;
      case 'goal':
        context.track(step.key, step.properties);
        break;
      case 'attributes':
        context.attributes(step.values);
        break;
      case 'unit':
        context.unit(step.key, step.value);
        break;
      case 'override':
        context.override(step.key, step.variant);
        break;
      case 'custom':
        context.customAssignment(step.key, step.variant);
        break;
      case 'publish':
        await context.publish();
        break;
      case 'refresh':
        serve(RENEWED);
        await context.refresh();
        break;
    }
  }
  await context.publish();
  return { answers, requests: collector.deliveries.map(comparable) };
}

async function step(
  experiments: Experiments,
  one: Step,
  serve: (payload: unknown) => void,
): Promise<unknown[]> {
  switch (one.do) {
    case 'treatment':
      return [experiments.decide(one.key).value ?? 0];
    case 'peek':
      return [experiments.peek(one.key).value ?? 0];
    case 'variable':
      return [experiments.value(one.key, one.fallback)];
    case 'peekVariable':
      return [experiments.peekValue(one.key, one.fallback)];
    case 'goal':
      experiments.track(one.key, one.properties === undefined ? {} : { properties: one.properties });
      return [];
    case 'attributes':
      experiments.setAttributes(one.values);
      return [];
    case 'unit':
      experiments.setUnit(one.key, one.value);
      return [];
    case 'override':
      experiments.override(one.key, one.variant);
      return [];
    case 'custom':
      experiments.assign(one.key, one.variant);
      return [];
    case 'publish':
      await experiments.flush();
      return [];
    case 'refresh':
      serve(RENEWED);
      await experiments.refresh();
      experiments.renew();
      return [];
  }
}

/** The script through a request to a Nest application. */
async function ours(scenario: Scenario): Promise<{ answers: unknown[]; requests: unknown[] }> {
  const { collector, serve } = await collect();

  @Controller()
  class Script {
    constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

    @Post('run/:name')
    async run(@Param('name') name: string): Promise<unknown[]> {
      const answers: unknown[] = [];
      for (const one of SCENARIOS.find((each) => each.name === name)?.steps ?? []) {
        answers.push(...(await step(this.experiments, one, serve)));
      }
      return answers;
    }
  }

  const app = await startApp({
    controllers: [Script],
    options: {
      platform: absmartly({ endpoint: `${collector.origin}/v1`, ...OPTIONS }),
      sinks: undefined,
      refresh: false,
      visitor: { queryParameter: 'visitor' },
    },
  });
  try {
    const path = `/run/${encodeURIComponent(scenario.name)}?visitor=${encodeURIComponent(scenario.visitor)}`;
    const { body, status } = await app.get(path, { method: 'POST' });
    expect(status).toBe(201);
    await app.experiments.flush();
    return { answers: body as unknown[], requests: collector.deliveries.map(comparable) };
  } finally {
    await app.close();
  }
}

function comparable({ method, url, headers, body }: Delivery): unknown {
  return {
    method,
    url,
    headers: method === 'GET' ? [] : OWN_HEADERS.map((name) => `${name}: ${String(headers[name])}`),
    // The text again, so that the order of members is compared.
    body: body === '' ? '' : JSON.stringify(JSON.parse(body, timeless)),
  };
}

const STARTED = Date.now();

function timeless(name: string, value: unknown): unknown {
  if (!TIMES.has(name)) return value;
  return typeof value === 'number' && value >= STARTED && value <= Date.now() ? 'a time' : value;
}

describe('what the collector sees', () => {
  it.each(SCENARIOS)('$name', async (scenario) => {
    const expected = await theirs(scenario);
    const actual = await ours(scenario);
    expect(actual.answers).toEqual(expected.answers);
    expect(actual.requests).toEqual(expected.requests);
    expect(expected.requests.length).toBe(scenario.requests);
  });
});
