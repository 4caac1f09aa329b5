import { Controller, Get } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import type { ExperimentationOptions } from '../../lib/index.js';
import { FeatureFlag, FlagValue, RegistrationError, RequireVariant, Variant } from '../../lib/index.js';
import { absmartlyPlatform } from '../../lib/platforms/absmartly/absmartly.platform.js';
import { kameleoonPlatform } from '../../lib/platforms/kameleoon/kameleoon.platform.js';
import { memoryPlatform, MemorySource, SHOP } from '../support/memory-platform.js';
import type { TestApp, TestAppOptions } from '../support/test-app.js';
import { startApp } from '../support/test-app.js';

class BaseController {
  @Get('inherited')
  @FeatureFlag('alwys_on')
  inherited(): string {
    return 'in';
  }
}

@Controller()
@RequireVariant('gone_for_good', 'b', { undecided: 'open' })
class MistypedController extends BaseController {
  @Get()
  list(
    @Variant('recommended_prodcts') variation: string | null,
    @FlagValue('page_size', 20) size: number,
    @FeatureFlag('always_on') on: boolean,
    @FeatureFlag('other_instance_only', { instance: 'other' }) other: boolean,
  ): object {
    return { variation, size, on, other };
  }
}

@Controller()
class SoundController {
  @Get()
  list(@FlagValue('page_size', 20) size: number): object {
    return { size };
  }
}

const running: TestApp[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()));
});

async function start(options: Partial<ExperimentationOptions>, more: TestAppOptions = {}): Promise<TestApp> {
  const app = await startApp({ controllers: [MistypedController], options, ...more });
  running.push(app);
  return app;
}

const keyWarnings = (app: TestApp): string[] =>
  app.logger.warnings.filter((text) => text.includes('does not know'));

describe('keys of decorators that the configuration does not know', () => {
  it('are told once at the start, with their places and what was probably meant', async () => {
    const app = await start({});
    expect(keyWarnings(app)).toEqual([
      'The configuration of memory does not know 3 keys of decorators: ' +
        '"recommended_prodcts" in @Variant on MistypedController.list (did you mean "recommended_products"?), ' +
        '"gone_for_good" in @RequireVariant on MistypedController, ' +
        '"alwys_on" in @FeatureFlag on BaseController.inherited (did you mean "always_on"?). ' +
        "Correct it, publish the flag, or set unknownKeys: 'ignore'. Until then fallbacks are answered.",
    ]);
    expect(app.experiments.status().unknownKeys).toEqual([
      'recommended_prodcts',
      'gone_for_good',
      'alwys_on',
    ]);
  });

  it('are not told again when they are asked', async () => {
    const app = await start({});
    app.experiments.forVisitor({ visitorCode: 'v' }).isOn('alwys_on');
    expect(keyWarnings(app)).toHaveLength(1);
  });

  it('stop the start where that is wanted', async () => {
    const starting = start({ unknownKeys: 'error' });
    await expect(starting).rejects.toThrow(RegistrationError);
    await expect(starting).rejects.toThrow(/does not know 3 keys of decorators: "recommended_prodcts"/);
  });

  it('are nobody’s business where that is wanted', async () => {
    const app = await start({ unknownKeys: 'ignore' });
    app.experiments.forVisitor({ visitorCode: 'v' }).isOn('nothing');
    expect(keyWarnings(app)).toEqual([]);
    expect(app.experiments.status().unknownKeys).toContain('gone_for_good');
  });

  it.each(['warn', 'error'] as const)(
    'are looked up when the first configuration comes (%s)',
    async (mode) => {
      const source = new MemorySource(SHOP);
      source.failure = new Error('away');
      const app = await start({ platform: memoryPlatform(source), startup: 'degrade', unknownKeys: mode });
      expect(app.logger.everything).not.toContain('does not know');
      source.failure = null;
      await app.experiments.refresh();
      const told = mode === 'warn' ? app.logger.warnings : app.logger.errors;
      expect(told.filter((text) => text.includes('does not know 3 keys'))).toHaveLength(1);
    },
  );

  it('say nothing when all are known', async () => {
    const app = await start({ unknownKeys: 'error' }, { controllers: [SoundController] });
    expect(keyWarnings(app)).toEqual([]);
  });
});

describe('keys that only a service asks for', () => {
  it('are told once when they are asked, and listed', async () => {
    const app = await start({}, { controllers: [SoundController] });
    const visitor = app.experiments.forVisitor({ visitorCode: 'v' });
    for (let i = 0; i < 3; i++) visitor.value('pge_size', 1);
    app.experiments.forVisitor({ visitorCode: 'w' }).value('pge_size', 1);
    expect(keyWarnings(app)).toEqual([
      'The configuration of memory does not know "pge_size" (did you mean "page_size"?); it answers fallbacks. ' +
        "Correct the key, publish the flag, or set unknownKeys: 'ignore'.",
    ]);
    expect(app.experiments.status().unknownKeys).toEqual(['pge_size']);
  });

  it('are known when a later configuration has them', async () => {
    const source = new MemorySource(SHOP);
    const app = await start({ platform: memoryPlatform(source) }, { controllers: [SoundController] });
    app.experiments.forVisitor({ visitorCode: 'v' }).isOn('later');
    source.publish({ features: { ...SHOP.features, later: { defaultValue: true } } });
    await app.experiments.refresh();
    expect(app.experiments.status().unknownKeys).toEqual([]);
  });

  it('are listed a thousand at most: they may come from strangers', async () => {
    const app = await start({ unknownKeys: 'ignore' }, { controllers: [SoundController] });
    const visitor = app.experiments.forVisitor({ visitorCode: 'v' });
    for (let i = 0; i < 1_100; i++) visitor.isOn(`stranger-${i}`);
    expect(app.experiments.status().unknownKeys).toHaveLength(1_000);
  });

  it('are an ordinary state where the platform says so: told once, and no warning', async () => {
    const platform = memoryPlatform(new MemorySource(SHOP), { ordinarilyMissing: (key) => key === 'soon' });
    const app = await start({ platform }, { controllers: [SoundController] });
    for (const visitorCode of ['v', 'w']) app.experiments.forVisitor({ visitorCode }).isOn('soon');
    expect(keyWarnings(app)).toEqual([]);
    expect(
      app.logger.logs.filter((text) => text.includes('"soon" is not in the configuration')),
    ).toHaveLength(1);
  });
});

describe('keys that nothing has asked for', () => {
  it('are listed until they are asked', async () => {
    const app = await start({}, { controllers: [SoundController] });
    const unasked = (): readonly string[] => app.experiments.status().unaskedKeys;
    expect(unasked()).toContain('page_size');
    app.experiments.forVisitor({ visitorCode: 'v' }).peekValue('page_size', 1);
    expect(unasked()).not.toContain('page_size');
    expect(unasked()).toContain('always_on');
  });
});

describe('platforms on which a missing key is an ordinary state', () => {
  it('are A/B Smartly, and Kameleoon for ids of experiments', () => {
    const absmartly = absmartlyPlatform({ payload: { experiments: [] } });
    const kameleoon = kameleoonPlatform({ dataFile: {} });
    expect(absmartly.ordinarilyMissing?.('anything')).toBe(true);
    expect(kameleoon.ordinarilyMissing?.('123456')).toBe(true);
    expect(kameleoon.ordinarilyMissing?.('new_checkout')).toBe(false);
  });
});
