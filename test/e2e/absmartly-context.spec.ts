import { afterEach, describe, expect, it } from 'vitest';
import { absmartly, UnitConflictError } from '../../lib/index.js';
import type { ExperimentationActivity } from '../../lib/index.js';
import { PAYLOAD } from '../fixtures/absmartly/wire-scenarios.js';
import type { TestApp } from '../support/test-app.js';
import { startApp } from '../support/test-app.js';

describe('a long-lived context on A/B Smartly', () => {
  let running: TestApp | undefined;
  afterEach(() => running?.close());

  async function start(payload: unknown = PAYLOAD): Promise<TestApp> {
    running = await startApp({ options: { platform: absmartly({ payload }) } });
    return running;
  }

  it.each([[''], ['   '], [Number.NaN], [null], [{}], [true]])('refuses %j for a unit', async (value) => {
    const { experiments } = await start();
    const visitor = experiments.forVisitor({ visitorCode: 'anna' });
    expect(() => visitor.setUnit('user_id', value as string)).toThrow(TypeError);
    expect(() => visitor.setUnit('user_id', value as string)).toThrow(
      'Expected the unit "user_id" to be a text',
    );
    expect(() =>
      experiments.runAs({ visitorCode: 'a', units: { user_id: value as string } }, () => 1),
    ).toThrow('user_id');
  });

  it('refuses another value of a unit', async () => {
    const { experiments } = await start();
    const visitor = experiments.forVisitor({ visitorCode: 'anna', units: { user_id: 1 } });
    visitor.setUnit('user_id', 1);
    expect(() => visitor.setUnit('user_id', '1')).toThrow(UnitConflictError);
  });

  it('keeps an assignment when a unit is known too late, and makes others with it', async () => {
    const { experiments } = await start();
    await experiments.runAs({ visitorCode: 'anna' }, async () => {
      expect(experiments.variation('for_users')).toBeNull();
      experiments.setUnit('user_id', 7);
      expect(experiments.variation('for_users')).toBeNull();
    });
    await experiments.runAs({ visitorCode: 'anna', units: { user_id: 7 } }, async () => {
      expect(experiments.variation('for_users')).toBe('1');
    });
  });

  it('lets a forced value win over an assignment that stands', async () => {
    const { experiments } = await start();
    const visitor = experiments.forVisitor({ visitorCode: 'anna' });
    expect(visitor.decide('full_on').value).toBe(1);
    visitor.overrideValue('full_on', 0);
    expect(visitor.decide('full_on')).toMatchObject({ value: 0, cause: 'override' });
    visitor.overrideValue('full_on', undefined);
    expect(visitor.decide('full_on').value).toBe(1);
  });

  it('reports no experiment for a value that no experiment sets', async () => {
    const { experiments, sink } = await start({ experiments: [] });
    expect(experiments.forVisitor({ visitorCode: 'anna' }).value('page_size', 20)).toBe(20);
    await experiments.flush();
    expect(sink.events).toEqual([]);
  });

  it('tells of its life, and seals when it is closed', async () => {
    const { experiments } = await start();
    const seen: ExperimentationActivity['type'][] = [];
    experiments.events$.subscribe(({ type }) => seen.push(type));
    const visitor = experiments.forVisitor({ visitorCode: 'anna' });
    visitor.variation('full_on');
    visitor.track('visit');
    await experiments.flush();
    await experiments.close();
    // Usages are for other platforms: no sink takes them here, but those who watch see them.
    const ofInterest = seen.filter((type) => type !== 'usage' && type !== 'dropped');
    expect(ofInterest).toEqual(['exposure', 'goal', 'publish', 'close']);
    visitor.track('visit');
    expect(experiments.ledger().total.dropped.get('closed')).toBe(1);
  });

  it('differs on purpose: after the close nothing throws: decisions are answered, events are counted and logged as errors', async () => {
    const { experiments, logger } = await start();
    const visitor = experiments.forVisitor({ visitorCode: 'anna' });
    await running?.close();
    expect(visitor.variation('full_on')).toBe('1');
    expect(visitor.peek('full_on').value).toBe(1);
    expect(visitor.value('always_b.color', 'blue')).toBe('red');
    visitor.setAttributes({ age: 30 });
    visitor.setUnit('user_id', 7);
    visitor.override('simple', 1);
    visitor.assign('simple', 1);
    visitor.renew();
    expect(() => visitor.track('visit', { properties: { amount: 1 } })).not.toThrow();
    expect(() => experiments.runAs({ visitorCode: 'ben' }, () => experiments.track('visit'))).not.toThrow();
    expect(await experiments.flush()).toBe(true);
    await experiments.close();
    const { offered, dropped } = experiments.ledger().total;
    expect(dropped.get('closed')).toBe(offered);
    expect(offered).toBeGreaterThanOrEqual(4);
    expect(logger.errors.join('\n')).toContain('came after the module was closed, so it is lost');
  });
});
