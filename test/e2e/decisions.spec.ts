import { Controller, Get, Inject, Query } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  ConfigurationNotFoundError,
  Experiments,
  NotActivatedError,
  NotTargetedError,
  UnitConflictError,
} from '../../lib/index.js';
import type { VisitorExperiments } from '../../lib/index.js';
import { memoryPlatform, MemorySource } from '../support/memory-platform.js';
import type { TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

/** Lets a test do anything with the service in the middle of a request. */
@Controller()
class AnythingController {
  static readonly work = new Map<string, (experiments: Experiments) => unknown>();

  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @Get('anything')
  async anything(@Query('id') id: string): Promise<object> {
    return { result: await AnythingController.work.get(id)?.(this.experiments) };
  }
}

describe.each(ADAPTERS)('decisions in a request on %s', (adapter) => {
  let running: TestApp;
  let requests = 0;
  beforeAll(async () => {
    running = await startApp({ adapter, controllers: [AnythingController] });
  });
  afterAll(() => running.close());

  /** Does it in a request of a visitor of its own, and gives what was reported. */
  async function within(work: (experiments: Experiments) => unknown, visitor = `v${adapter}${++requests}`) {
    const id = String(++requests);
    AnythingController.work.set(id, work);
    running.sink.events.length = 0;
    const { body } = await running.get(`/anything?id=${id}`, { headers: { cookie: `visitor=${visitor}` } });
    await running.experiments.flush();
    return { result: (body as { result: unknown }).result, exposures: running.sink.of('exposure'), visitor };
  }

  it('are used by five verbs, and count once', async () => {
    const { result, exposures } = await within((experiments) => {
      const key = 'recommended_products';
      return [
        experiments.variation(key),
        experiments.value(key, 1),
        experiments.isOn(key),
        !experiments.isOff(key),
        experiments.decide(key).assignment?.variation.key,
        experiments.require(key).value,
        experiments.variables(key).size,
      ];
    });
    const [variation, value, on, notOff, decided, required, variables] = result as unknown[];
    expect([on, notOff, variables]).toEqual([true, true, 0]);
    expect(decided).toBe(variation);
    expect(required).toBe(value);
    expect(exposures).toHaveLength(1);
    expect(exposures[0]).toMatchObject({
      exposure: { variation: { key: variation }, experiment: { key: 'recommended_products_test' } },
    });
  });

  it('are looked at without counting, and count when they are used later', async () => {
    const { result, exposures } = await within((experiments) => {
      const peeked = [
        experiments.peekVariation('half'),
        experiments.peekValue('half', 'x'),
        experiments.peekIsOn('half'),
        experiments.peekIsOff('half'),
        experiments.peek('half').value,
        experiments.peekVariables('half').size,
        experiments.explain('half').decision.value,
        experiments.decideAll().get('half')?.value,
      ];
      const before = experiments.variation('recommended_products');
      return { peeked, before };
    });
    const { peeked } = result as { peeked: unknown[] };
    expect(new Set([peeked[0], peeked[1], peeked[4], peeked[6], peeked[7]]).size).toBe(1);
    expect(exposures.map(({ exposure }) => exposure.flagKey)).toEqual(['recommended_products']);
    const later = await within((experiments) => [
      experiments.peekVariation('half'),
      experiments.variation('half'),
    ]);
    expect(later.exposures).toHaveLength(1);
  });

  it('answer fallbacks where there is nothing, and never throw', async () => {
    const { result } = await within((experiments) => [
      experiments.variation('missing'),
      experiments.variation('missing', 'x'),
      experiments.isOn('missing'),
      experiments.isOff('missing'),
      experiments.value('missing'),
      experiments.value('missing', 7),
      experiments.value('page_title', 7),
      experiments.value('page_title', 'x'),
      experiments.decide('missing', { fallback: 1 }).value,
      experiments.decide('missing').cause,
      experiments.decide('page_title', { fallback: 1 }).errorCode,
      experiments.decide('page_title', { fallback: 1 }).value,
      experiments.value('__proto__', 'proto'),
      experiments.isOn('constructor'),
    ]);
    expect(result).toEqual([
      null,
      'x',
      false,
      true,
      null,
      7,
      7,
      'Shop',
      1,
      'unknown-flag',
      'TYPE_MISMATCH',
      1,
      'proto',
      false,
    ]);
  });

  it('are the flag, not the fallback, where the flag has a value of that type', async () => {
    const { result } = await within((experiments) =>
      (
        [
          ['page_title', 'x'],
          ['page_size', 7],
          ['always_on', false],
          ['always_off', true],
          ['page_title', null],
          ['missing', 'x'],
          ['missing', null],
        ] as const
      ).map(([key, fallback]) => {
        const [looked, used] = [experiments.peek(key, { fallback }), experiments.decide(key, { fallback })];
        const values = [looked.value, used.value, experiments.value(key, fallback)];
        return [...values, experiments.peekValue(key, fallback), used.errorCode];
      }),
    );
    expect(result).toEqual([
      ['Shop', 'Shop', 'Shop', 'Shop', null],
      [20, 20, 20, 20, null],
      [true, true, true, true, null],
      [false, false, false, false, null],
      ['Shop', 'Shop', 'Shop', 'Shop', null],
      ['x', 'x', 'x', 'x', 'FLAG_NOT_FOUND'],
      [null, null, null, null, 'FLAG_NOT_FOUND'],
    ]);
  });

  it('do not count when the value is of another type', async () => {
    const { exposures } = await within((experiments) => [
      experiments.value('recommended_products', 'text'),
      experiments.decide('recommended_products', { fallback: 'text' }),
    ]);
    expect(exposures).toEqual([]);
  });

  it('throw what the caller requires', async () => {
    const { result } = await within((experiments) =>
      (['new_checkout', 'nobody', 'missing', 'page_size'] as const).map((key) => {
        try {
          return experiments.require(key).value;
        } catch (error) {
          return [NotTargetedError, NotActivatedError, ConfigurationNotFoundError]
            .map((type) => error instanceof type)
            .indexOf(true);
        }
      }),
    );
    expect(result).toEqual([0, 1, 2, 20]);
  });

  it('follow attributes that are set later', async () => {
    const { result } = await within((experiments) => {
      const before = experiments.isOn('new_checkout');
      experiments.setAttributes({ beta: true });
      return [before, experiments.isOn('new_checkout'), experiments.explain('new_checkout').decision.on];
    });
    expect(result).toEqual([false, true, true]);
  });

  it('count once, also when they are made anew', async () => {
    const { exposures } = await within((experiments) => {
      experiments.variation('recommended_products');
      experiments.setAttributes({ beta: true });
      experiments.variation('recommended_products');
    });
    expect(exposures).toHaveLength(1);
  });

  it('keep units, and refuse to change one', async () => {
    const { result, visitor } = await within((experiments) => {
      experiments.setUnit('user', '42');
      experiments.setUnit('user', '42');
      const conflicts = (['user', 'visitor'] as const).map((unit) => {
        try {
          experiments.setUnit(unit, 'other');
          return 'taken';
        } catch (error) {
          return error instanceof UnitConflictError ? error.unit : error;
        }
      });
      experiments.track('units');
      return conflicts;
    });
    expect(result).toEqual(['user', 'visitor']);
    expect([...(running.sink.of('goal')[0]?.visitor.units ?? [])]).toEqual([
      ['visitor', visitor],
      ['user', '42'],
    ]);
  });

  it('are overridden without counting', async () => {
    const { result, exposures } = await within((experiments) => {
      const values: unknown[] = [];
      for (const index of [0, 1, 2]) {
        experiments.override('recommended_products_test', index);
        values.push(experiments.value('recommended_products'));
      }
      experiments.overrideValue('recommended_products', 99);
      values.push(experiments.value('recommended_products'));
      experiments.overrideValue('recommended_products', undefined);
      values.push(experiments.value('recommended_products'));
      experiments.overrideValue('missing', 'now there');
      values.push(experiments.value('missing'));
      return values;
    });
    expect(result).toEqual([5, 10, 8, 99, 8, 'now there']);
    expect(exposures).toEqual([]);
  });

  it('run experiments that are defined in code', async () => {
    const experiment = { key: 'inline', variations: ['red', 'blue'] };
    const { result, exposures } = await within((experiments) => {
      const looked = experiments.run(experiment, { expose: false });
      const run = experiments.run<string>(experiment);
      return [looked.value === run.value, run.value, run.assignment?.inExperiment];
    });
    expect(result).toEqual([true, expect.stringMatching(/red|blue/), true]);
    expect(exposures).toMatchObject([{ exposure: { experiment: { key: 'inline' } } }]);
  });

  it('are all given at once', async () => {
    const { result, exposures } = await within((experiments) => {
      const all = experiments.decideAll();
      const on = experiments.decideAll({ enabledOnly: true });
      const some = experiments.decideAll({ keys: ['always_on', 'missing'] });
      return { all: all.size, on: [...on.keys()].includes('always_off'), some: [...some.keys()] };
    });
    expect(result).toEqual({ all: 8, on: false, some: ['always_on', 'missing'] });
    expect(exposures).toEqual([]);
    const exposed = await within((experiments) => experiments.decideAll({ expose: true }).size);
    expect(new Set(exposed.exposures.map(({ exposure }) => exposure.flagKey))).toEqual(
      new Set(['half', 'recommended_products']),
    );
  });

  it('refuse calls that make no sense', async () => {
    const { result } = await within((experiments) =>
      [
        () => experiments.variation(''),
        () => experiments.isOn(undefined as unknown as string),
        () => experiments.track('x', { revenue: Number.NaN }),
        () => experiments.run(undefined as unknown as object),
        () => experiments.run({ key: 'no variations' }),
        () => experiments.runAs({ visitorCode: '' }, () => 1),
      ].map((call) => {
        try {
          call();
          return 'taken';
        } catch (error) {
          return (error as Error).name;
        }
      }),
    );
    expect(result).toEqual(Array.from({ length: 6 }, () => 'TypeError'));
  });

  it('are made for others by name, whoever asks', async () => {
    const { result, visitor } = await within((experiments) => {
      const other: VisitorExperiments = experiments.forVisitor({
        visitorCode: 'anna',
        attributes: { beta: true },
        units: { user: 'u' },
      });
      return [
        experiments.visitorCode,
        other.visitorCode,
        other.variation('recommended_products'),
        other.isOn('new_checkout'),
        experiments.isOn('new_checkout'),
      ];
    });
    expect(result).toEqual([visitor, 'anna', 'many', true, false]);
  });
});

describe('two experiments that are alike', () => {
  it('count both, in one request and in one decision of all', async () => {
    const rules = [{ variations: ['on', 'off'], weights: [1, 0] }];
    const source = new MemorySource({
      features: { first: { defaultValue: 'none', rules }, second: { defaultValue: 'none', rules } },
    });
    const running = await startApp({
      controllers: [AnythingController],
      options: { platform: memoryPlatform(source) },
    });
    onTestFinished(() => running.close());
    AnythingController.work.set('alike', (experiments) => [
      experiments.variation('first'),
      experiments.variation('second'),
      experiments.variation('first'),
    ]);
    AnythingController.work.set('all', (experiments) => experiments.decideAll({ expose: true }).size);
    for (const [id, visitor] of [
      ['alike', 'anna'],
      ['all', 'ben'],
    ]) {
      await running.get(`/anything?id=${id}`, { headers: { cookie: `visitor=${visitor}` } });
      await running.experiments.flush();
      const exposures = running.sink.of('exposure').filter((event) => event.visitor.visitorCode === visitor);
      expect(exposures.map(({ exposure }) => exposure.experiment.key)).toEqual(['first', 'second']);
      const [one, other] = exposures.map(({ exposure }) => exposure.variation);
      expect([one?.key, one?.index]).toEqual([other?.key, other?.index]);
    }
  });
});
