import { Controller, Inject, Param, Post } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Experiments, kameleoon } from '../../../lib/index.js';
import { kameleoonData } from '../../../lib/platforms/kameleoon/visitor/remembered-data.js';
import type { Delivery } from '../../support/collector.js';
import { Collector, ok } from '../../support/collector.js';
import { startApp } from '../../support/test-app.js';
import { WireOracle } from './wire-oracle.js';
import type { Scenario, Step } from './wire-scenarios.js';
import { SCENARIOS } from './wire-scenarios.js';

/*
 * The same scripts through the vendor's SDK and through a Nest application, each against a collector of its own. Requests are
 * equal but for: the collector's address and the connection's own headers (host, connection, user-agent, accept ...), content
 * lengths, and nonces, which are compared by their shape.
 *
 * One thing is ordered otherwise: the SDK keeps the order in which a visitor's types of data first came for as long as it remembers
 * them, the module within a delivery.
 */

/** A collector that serves the data file and keeps what it is told. */
async function collect({ file }: Scenario): Promise<Collector> {
  return Collector.start((delivery, response) => {
    if (delivery.method !== 'GET') return ok(delivery, response);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(file));
    return false;
  });
}

/** The script through the SDK: what its calls gave, and what the collector saw. */
async function theirs(scenario: Scenario): Promise<Seen> {
  const collector = await collect(scenario);
  const oracle = await WireOracle.start(collector.origin);
  const answers: unknown[] = [];
  for (const step of [...scenario.steps, { do: 'flush' } as const]) {
    answers.push(...(await oracle.take(scenario.visitor, step)));
  }
  return seen(answers, collector);
}

async function take(experiments: Experiments, step: Step): Promise<unknown[]> {
  switch (step.do) {
    case 'decide':
      return [experiments.decide(step.key).value];
    case 'goal': {
      const properties = { negative: step.negative };
      experiments.track(
        String(step.id),
        step.revenue === undefined ? { properties } : { revenue: step.revenue, properties },
      );
      return [];
    }
    case 'data':
      experiments.addData(...step.data);
      return [];
    case 'consent':
      experiments.addData(kameleoonData.consent(step.given));
      return [];
    case 'audiences':
      experiments.addData(kameleoonData.evaluateAudiences());
      return [];
    case 'wait':
      vi.setSystemTime(Date.now() + step.ms);
      return [];
    case 'flush':
      await experiments.flush();
      return [];
  }
}

/** The script through a request to a Nest application. */
async function ours(scenario: Scenario): Promise<Seen> {
  const collector = await collect(scenario);

  @Controller()
  class Script {
    constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

    @Post('run/:name')
    async run(@Param('name') name: string): Promise<unknown[]> {
      const { steps, visitor } = SCENARIOS.find((each) => each.name === name) as Scenario;
      const answers: unknown[] = [];
      await this.experiments.runAs({ visitorCode: visitor }, async () => {
        for (const step of steps) answers.push(...(await take(this.experiments, step)));
      });
      return answers;
    }
  }

  const { origin } = collector;
  const app = await startApp({
    controllers: [Script],
    options: {
      platform: kameleoon({
        siteCode: 'abcdefghij',
        endpoints: { configuration: origin, data: origin, updates: origin },
      }),
      sinks: undefined,
      refresh: false,
      events: { flushIntervalMs: 60_000 },
    },
  });
  try {
    const { body, status } = await app.get(`/run/${encodeURIComponent(scenario.name)}`, { method: 'POST' });
    expect(status, JSON.stringify(body)).toBe(201);
    await app.experiments.flush();
    return seen(body as unknown[], collector);
  } finally {
    await app.close();
  }
}

interface Seen {
  readonly answers: readonly unknown[];
  readonly downloads: readonly unknown[];
  readonly deliveries: readonly unknown[];
}

function seen(answers: readonly unknown[], { deliveries }: Collector): Seen {
  return {
    answers,
    downloads: deliveries
      .filter(({ method }) => method === 'GET')
      .map(({ url, headers }) => [url, headers['x-kameleoon-sdk-type'], headers['x-kameleoon-sdk-version']]),
    deliveries: deliveries.filter(({ method }) => method !== 'GET').map(comparable),
  };
}

function comparable({ method, url, headers, body }: Delivery): unknown {
  return {
    method,
    url,
    type: headers['content-type'],
    authorization: headers.authorization,
    lines: body.split('\n').map((line) => line.replace(/&nonce=[0-9A-F]{16}(?=&)/, '&nonce=<16>')),
  };
}

describe('what the collector sees', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each(SCENARIOS)('$name', async (scenario) => {
    const expected = await theirs(scenario);
    const actual = await ours(scenario);
    expect(actual).toEqual(expected);
    expect(expected.deliveries.length).toBe(scenario.requests);
  });
});
