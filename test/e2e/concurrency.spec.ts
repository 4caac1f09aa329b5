import { Controller, Get, Inject, Query } from '@nestjs/common';
import fc from 'fast-check';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Experiments, Visitor } from '../../lib/index.js';
import type { TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

/** What a request does between two looks at its visitor. */
type Step = 'turn' | 'microtask' | 'timer' | 'runAs' | 'setAttributes' | 'parallel' | 'callback';
const STEPS: readonly Step[] = [
  'turn',
  'microtask',
  'timer',
  'runAs',
  'setAttributes',
  'parallel',
  'callback',
];

@Controller()
class MixController {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @Get('mix')
  async mix(@Query('steps') steps: string, @Visitor() decorated: string): Promise<string[]> {
    const seen = [decorated, this.look()];
    for (const step of steps.split(',') as Step[]) {
      seen.push(...(await this.step(step)), this.look());
    }
    return [...new Set(seen)];
  }

  /** Visitor and an attribute that only this visitor has set. */
  private look(): string {
    const code = this.experiments.visitorCode;
    const own = this.experiments.forVisitor({ visitorCode: code }).variation('recommended_products');
    if (own !== this.experiments.variation('recommended_products'))
      throw new Error('decided for somebody else');
    return code;
  }

  private async step(step: Step): Promise<string[]> {
    switch (step) {
      case 'turn':
        await turn();
        return [];
      case 'microtask':
        await Promise.resolve();
        return [];
      case 'timer':
        return [await new Promise<string>((resolve) => setTimeout(() => resolve(this.look()), 1))];
      case 'runAs': {
        const code = this.look();
        const inner = await this.experiments.runAs({ visitorCode: `inner of ${code}` }, async () => {
          await turn();
          return this.experiments.visitorCode;
        });
        return [inner.replace('inner of ', '')];
      }
      case 'setAttributes':
        this.experiments.setAttributes({ beta: true });
        return [];
      case 'parallel':
        return Promise.all([turn().then(() => this.look()), Promise.resolve().then(() => this.look())]);
      case 'callback':
        return [
          await new Promise<string>((resolve) =>
            process.nextTick(() => setImmediate(() => resolve(this.look()))),
          ),
        ];
    }
  }
}

describe.each(ADAPTERS)('concurrent requests on %s', (adapter) => {
  let running: TestApp;
  beforeAll(async () => {
    running = await startApp({ adapter, controllers: [MixController] });
  });
  afterAll(() => running.close());

  it('never mix', async () => {
    const plans = fc.array(fc.array(fc.constantFrom(...STEPS), { minLength: 1, maxLength: 6 }), {
      minLength: 2,
      maxLength: 8,
    });
    let visitors = 0;
    await fc.assert(
      fc.asyncProperty(plans, async (requests) => {
        const expected = requests.map(() => `v${++visitors}`);
        const answers = await Promise.all(
          requests.map((steps, i) =>
            running.get(`/mix?steps=${steps.join(',')}`, { headers: { cookie: `visitor=${expected[i]}` } }),
          ),
        );
        expect(answers.map(({ body }) => body)).toEqual(expected.map((code) => [code]));
      }),
      { numRuns: 40 },
    );
  });
});
