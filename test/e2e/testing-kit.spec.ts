import type { INestApplication } from '@nestjs/common';
import { Controller, Get, Injectable, Module, Post } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { NestFactory } from '@nestjs/core';
import { afterEach, describe, expect, it } from 'vitest';
import { Experiments, FeatureFlag, FlagValue, TrackGoal, Variant } from 'nestjs-experimentation';
import type { ExperimentationTestingOptions } from 'nestjs-experimentation/testing';
import { ExperimentationTestingModule, TestExperiments } from 'nestjs-experimentation/testing';

@Injectable()
class Shop {
  constructor(private readonly experiments: Experiments) {}

  button(): string | null {
    return this.experiments.variation('button');
  }
}

@Controller()
class ShopController {
  constructor(private readonly shop: Shop) {}

  @Get()
  home(@Variant('button', 'none') button: string, @FlagValue('page_size', 20) size: number): object {
    return { button, size, service: this.shop.button() };
  }

  @Post('checkout')
  @FeatureFlag('new_checkout')
  @TrackGoal('purchase', { revenue: 5 })
  checkout(): object {
    return { ok: true };
  }
}

let app: (INestApplication & NestFastifyApplication) | undefined;

async function start(options?: ExperimentationTestingOptions): Promise<NestFastifyApplication> {
  @Module({
    imports: [ExperimentationTestingModule.forRoot(options)],
    controllers: [ShopController],
    providers: [Shop],
  })
  class Root {}
  app = await NestFactory.create<NestFastifyApplication>(Root, new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
  });
  await app.init();
  return app;
}

afterEach(() => app?.close());

describe('the test kit', () => {
  it('gives visitors what the test says, and everything else its fallback', async () => {
    const { body } = await (
      await start({ variants: { button: 'red' }, values: { page_size: 40 } })
    ).inject('/');
    expect(JSON.parse(body)).toEqual({ button: 'red', size: 40, service: 'red' });
    expect(JSON.parse((await (await start()).inject('/')).body)).toEqual({
      button: 'none',
      size: 20,
      service: null,
    });
  });

  it('tells at once what was reported', async () => {
    const running = await start({ variants: { button: 'red' }, values: { new_checkout: true } });
    await running.inject('/');
    const { statusCode } = await running.inject({ method: 'POST', url: '/checkout' });
    expect(statusCode).toBe(201);
    const experiments = running.get(TestExperiments);
    experiments.expectExposures({ experiment: 'button', variation: 'red' });
    experiments.expectGoals('purchase');
    expect(experiments.goals).toMatchObject([{ goal: 'purchase', revenue: 5 }]);
    expect(() => experiments.expectExposures()).toThrow();
    expect(() => experiments.expectGoals('refund')).toThrow();
  });

  it('can be told otherwise between requests, and forgets', async () => {
    const running = await start({ values: { new_checkout: false } });
    const status = async (): Promise<number> =>
      (await running.inject({ method: 'POST', url: '/checkout' })).statusCode;
    expect(await status()).toBe(404);
    running.get(TestExperiments).set({ values: { new_checkout: true } });
    expect(await status()).toBe(201);
    running.get(TestExperiments).clear();
    expect(await status()).toBe(404);
    running.get(TestExperiments).expectGoals();
  });

  it('counts an exposure again after clear()', async () => {
    const running = await start({ variants: { button: 'red' } });
    const experiments = running.get(TestExperiments);
    const visit = (): unknown => running.inject({ url: '/', headers: { cookie: 'visitor=anna' } });
    await visit();
    await visit();
    expect(experiments.exposures).toEqual([{ visitor: 'anna', experiment: 'button', variation: 'red' }]);
    experiments.clear();
    experiments.set({ variants: { button: { variation: 'blue', value: 7 } } });
    await visit();
    expect(experiments.exposures).toEqual([{ visitor: 'anna', experiment: 'button', variation: 'blue' }]);
  });

  it('keeps tests that run side by side apart', async () => {
    const running = await start({ variants: { button: 'red' } });
    const experiments = running.get(TestExperiments);
    const seen = async (): Promise<unknown> =>
      (JSON.parse((await running.inject('/')).body) as { button: unknown }).button;
    const answers = await Promise.all([
      experiments.withVariants({ button: 'green' }, seen),
      experiments.withVariants({ button: 'blue' }, () => experiments.withValues({ page_size: 1 }, seen)),
      seen(),
    ]);
    expect(answers).toEqual(['green', 'blue', 'red']);
  });

  it('works in jobs, and shows what all flags are', async () => {
    const running = await start({ variants: { button: 'red' }, values: { page_size: 3 } });
    const experiments = running.get(Experiments);
    expect(experiments.runAs({ visitorCode: 'job' }, () => experiments.value('page_size', 1))).toBe(3);
    expect([...experiments.forVisitor({ visitorCode: 'job' }).decideAll().keys()]).toEqual([
      'button',
      'page_size',
    ]);
  });
});
