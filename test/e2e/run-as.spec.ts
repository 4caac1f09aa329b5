import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NoVisitorError, UnitConflictError } from '../../lib/index.js';
import type { TestApp } from '../support/test-app.js';
import { startApp } from '../support/test-app.js';

describe('runAs', () => {
  let running: TestApp;
  beforeAll(async () => {
    running = await startApp();
  });
  afterAll(() => running.close());

  it('binds a visitor to work, synchronous or not, and gives its result', async () => {
    const { experiments } = running;
    const visitor = {
      visitorCode: 'anna',
      units: { user: '7' },
      attributes: { beta: true },
      url: 'https://shop.example/x',
    };
    expect(experiments.runAs(visitor, () => experiments.variation('recommended_products'))).toBe('many');
    const later = experiments.runAs(visitor, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      experiments.track('done');
      return experiments.isOn('new_checkout');
    });
    expect(await later).toBe(true);
    await experiments.flush();
    const goal = running.sink.of('goal').at(-1);
    expect(goal).toMatchObject({
      goal: 'done',
      visitor: { visitorCode: 'anna', url: 'https://shop.example/x' },
    });
    expect([...(goal?.visitor.attributes ?? [])]).toEqual([['beta', true]]);
    expect(goal?.visitor.units.get('user')).toBe('7');
  });

  it('nests', () => {
    const { experiments } = running;
    const seen = experiments.runAs({ visitorCode: 'outer' }, () => [
      experiments.visitorCode,
      experiments.runAs({ visitorCode: 'inner' }, () => experiments.visitorCode),
      experiments.visitorCode,
    ]);
    expect(seen).toEqual(['outer', 'inner', 'outer']);
  });

  it('lets errors through, and leaves nothing behind', () => {
    const { experiments } = running;
    expect(() =>
      experiments.runAs({ visitorCode: 'x' }, () => {
        throw new RangeError('work failed');
      }),
    ).toThrow(RangeError);
    expect(experiments.hasVisitor).toBe(false);
    expect(() => experiments.isOn('always_on')).toThrow(NoVisitorError);
  });

  it('refuses a unit that contradicts the visitor code', () => {
    expect(() => running.experiments.forVisitor({ visitorCode: 'x', units: { visitor: 'y' } })).toThrow(
      UnitConflictError,
    );
  });

  it('answers fallbacks before there is any configuration, keeps overrides, and follows when asked to', async () => {
    const { source } = running;
    const early = await startApp({
      options: {
        startup: 'degrade',
        source: { name: 'late', fetch: (context) => late.then(() => source.fetch(context)) },
      },
    });
    try {
      const { experiments } = early;
      expect(experiments.status()).toMatchObject({ state: 'empty', revision: '' });
      const visitor = experiments.forVisitor({ visitorCode: 'anna' });
      expect([visitor.variation('recommended_products'), visitor.value('page_size', 3)]).toEqual([null, 3]);
      expect(visitor.decide('page_size').cause).toBe('not-ready');
      expect(visitor.run({ key: 'inline', variations: [1, 2] }).cause).toBe('not-ready');
      visitor.override('recommended_products_test', 2);
      visitor.overrideValue('page_size', 7);
      expect(visitor.value('page_size', 3)).toBe(7);
      const ready = new Promise((resolve) => {
        experiments.events$.subscribe((activity) => {
          if (activity.type === 'ready') resolve(activity.revision);
        });
      });
      letGo();
      await ready;
      expect(visitor.variation('recommended_products')).toBe(null);
      visitor.renew();
      expect([visitor.variation('recommended_products'), visitor.value('page_size', 3)]).toEqual(['some', 7]);
      expect(experiments.status().state).toBe('ready');
    } finally {
      await early.close();
    }
  });
  let letGo!: () => void;
  const late = new Promise<void>((resolve) => (letGo = resolve));
});
