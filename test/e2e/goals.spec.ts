import { Controller, Get, NotFoundException, Post } from '@nestjs/common';
import { from, of, throwError } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FeatureFlag, TrackGoal, Variant } from '../../lib/index.js';
import type { GoalEvent } from '../../lib/index.js';
import type { TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

interface Order {
  readonly id: string;
  readonly total: number;
}

const ORDER: Order = { id: 'o-1', total: 42.5 };

@Controller()
class OrdersController {
  @Post('plain')
  @TrackGoal('purchase')
  plain(): Order {
    return ORDER;
  }

  @Post('revenue')
  @TrackGoal('purchase', { revenue: (order: Order) => order.total, properties: ({ id }: Order) => ({ id }) })
  async revenue(): Promise<Order> {
    return Promise.resolve(ORDER);
  }

  @Post('fixed')
  @TrackGoal('signup', { revenue: 5, properties: { plan: 'pro' } })
  @TrackGoal('lead')
  fixed(): string {
    return 'ok';
  }

  @Post('throws')
  @TrackGoal('purchase')
  throws(@Variant('recommended_products') variation: string | null): Order {
    throw new NotFoundException(variation);
  }

  @Post('rejects')
  @TrackGoal('purchase')
  rejects(): Promise<Order> {
    return Promise.reject(new Error('out of stock'));
  }

  @Get('stream')
  @TrackGoal('read', { properties: (last: number) => ({ last }) })
  stream(): unknown {
    return from([1, 2, 3]);
  }

  @Get('broken-stream')
  @TrackGoal('read')
  brokenStream(): unknown {
    return throwError(() => new Error('cut'));
  }

  @Post('when')
  @TrackGoal('purchase', { when: (order: Order) => order.total > 100 })
  when(): unknown {
    return of(ORDER);
  }

  @Post('bad-revenue')
  @TrackGoal('purchase', { revenue: () => Number.NaN })
  badRevenue(): Order {
    return ORDER;
  }

  @Post('bad-function')
  @TrackGoal('purchase', {
    properties: () => {
      throw new Error('no properties');
    },
  })
  badFunction(): Order {
    return ORDER;
  }

  @Post('gated')
  @FeatureFlag('always_off')
  @TrackGoal('purchase')
  gated(): Order {
    return ORDER;
  }
}

describe.each(ADAPTERS)('a goal on %s', (adapter) => {
  let running: TestApp;
  let visitors = 0;
  beforeAll(async () => {
    running = await startApp({ adapter, controllers: [OrdersController] });
  });
  beforeEach(() => {
    visitors++;
    running.sink.events.length = 0;
    running.logger.warnings.length = 0;
  });
  afterAll(() => running.close());

  async function goalsOf(
    path: string,
    method = 'POST',
  ): Promise<{ status: number; goals: readonly GoalEvent[] }> {
    const { status } = await running.get(path, {
      method,
      headers: { cookie: `visitor=visitor-${visitors}` },
    });
    await running.experiments.flush();
    return { status, goals: running.sink.of('goal') };
  }

  it('is reported when the handler has succeeded', async () => {
    const { status, goals } = await goalsOf('/plain');
    expect(status).toBe(201);
    expect(goals).toMatchObject([
      {
        goal: 'purchase',
        revenue: undefined,
        properties: {},
        visitor: { visitorCode: `visitor-${visitors}` },
      },
    ]);
  });

  it('carries what functions of the result say', async () => {
    const { goals } = await goalsOf('/revenue');
    expect(goals).toMatchObject([{ goal: 'purchase', revenue: 42.5, properties: { id: 'o-1' } }]);
  });

  it('carries fixed values, beside other goals', async () => {
    const { goals } = await goalsOf('/fixed');
    expect(goals.toSorted((a, b) => a.goal.localeCompare(b.goal))).toMatchObject([
      { goal: 'lead' },
      { goal: 'signup', revenue: 5, properties: { plan: 'pro' } },
    ]);
  });

  it.each([
    ['/throws', 404],
    ['/rejects', 500],
    ['/gated', 404],
  ])('is not reported when the handler of %s does not succeed', async (path, expected) => {
    const { status, goals } = await goalsOf(path);
    expect(status).toBe(expected);
    expect(goals).toEqual([]);
  });

  it('keeps the exposure of a handler that throws', async () => {
    await goalsOf('/throws');
    expect(running.sink.of('exposure')).toMatchObject([{ exposure: { flagKey: 'recommended_products' } }]);
  });

  it('is reported when a stream completes', async () => {
    const { goals } = await goalsOf('/stream', 'GET');
    expect(goals).toMatchObject([{ goal: 'read', properties: { last: 3 } }]);
  });

  it('is not reported when a stream fails', async () => {
    expect((await goalsOf('/broken-stream', 'GET')).goals).toEqual([]);
  });

  it('is reported for results that count only', async () => {
    expect((await goalsOf('/when')).goals).toEqual([]);
  });

  it('goes without a revenue that is no number', async () => {
    const { status, goals } = await goalsOf('/bad-revenue');
    expect(status).toBe(201);
    expect(goals).toMatchObject([{ revenue: undefined }]);
    expect(running.logger.warnings.join('\n')).toContain('revenue is NaN');
  });

  it('never harms the response', async () => {
    const { status } = await goalsOf('/bad-function');
    expect(status).toBe(201);
    expect(running.logger.warnings.join('\n')).toContain("@TrackGoal('purchase'): no properties");
  });
});
