import { Controller, Inject, Param, Post } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { absmartly, Experiments } from '../../../lib/index.js';
import { startApp } from '../../support/test-app.js';
import { collect, comparable, OPTIONS } from '../../fixtures/absmartly/wire-collector.js';
import type { Scenario } from '../../fixtures/absmartly/wire-scenarios.js';
import { SCENARIOS } from '../../fixtures/absmartly/wire-scenarios.js';
import type { Played } from '../../fixtures/absmartly/wire-steps.js';
import { playWithSdk, stepOfOurs } from '../../fixtures/absmartly/wire-steps.js';

/*
 * The same scripts through the vendor's SDK and through a Nest application, each against a collector of its own. Requests are
 * equal but for: the collector's address and the connection's own headers (host, connection, user-agent, accept ...), content
 * lengths, and times, which are compared as "a time within the test". The order of requests of one script is compared too.
 *
 * One thing is published otherwise: what is said of a visitor (units, attributes) after their last exposure or goal goes
 * along with the next one, and is not sent if there is none.
 */

/** The script through a request to a Nest application. */
async function ours(scenario: Scenario): Promise<Played> {
  const { collector, endpoint, serve } = await collect();

  @Controller()
  class Script {
    constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

    @Post('run/:name')
    async run(@Param('name') name: string): Promise<unknown[]> {
      const answers: unknown[] = [];
      for (const one of SCENARIOS.find((each) => each.name === name)?.steps ?? []) {
        answers.push(...(await stepOfOurs(this.experiments, one, serve)));
      }
      return answers;
    }
  }

  const app = await startApp({
    controllers: [Script],
    options: {
      platform: absmartly({ endpoint, ...OPTIONS }),
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

describe('what the collector sees', () => {
  it.each(SCENARIOS)('$name', async (scenario) => {
    const expected = await playWithSdk(scenario);
    const actual = await ours(scenario);
    expect(actual.answers).toEqual(expected.answers);
    expect(actual.requests).toEqual(expected.requests);
    expect(expected.requests.length).toBe(scenario.requests);
  });
});
