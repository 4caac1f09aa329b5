import { Controller, Get, Inject, Injectable, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { afterEach, describe, expect, it } from 'vitest';
import {
  ExperimentationModule,
  Experiments,
  FeatureFlag,
  FlagValue,
  getExperimentsToken,
  InjectExperiments,
  OptionsError,
  RegistrationError,
  Visitor,
} from '../../lib/index.js';
import type {
  ExperimentationOptions,
  ExperimentationOptionsFactory,
  ExperimentationSetup,
} from '../../lib/index.js';
import { memoryPlatform, MemorySource } from '../support/memory-platform.js';
import { LogRecorder } from '../support/log-recorder.js';
import type { TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

function setup(pageSize: number): ExperimentationSetup {
  return {
    platform: memoryPlatform(new MemorySource({ features: { page_size: { defaultValue: pageSize } } })),
    refresh: false,
    logger: new LogRecorder(),
  };
}

@Injectable()
class Sizes implements ExperimentationOptionsFactory {
  readonly size: number = 31;

  createExperimentationOptions(): ExperimentationSetup {
    return setup(this.size);
  }
}

@Module({ providers: [Sizes], exports: [Sizes] })
class SizesModule {}

@Controller()
class SizeController {
  @Get('size')
  size(@FlagValue('page_size', 0) size: number): number {
    return size;
  }
}

describe('the module', () => {
  let running: TestApp | undefined;
  afterEach(async () => {
    await running?.close();
    running = undefined;
  });

  const FORMS: readonly (readonly [string, number, () => DynamicModule])[] = [
    ['forRoot', 11, () => ExperimentationModule.forRoot(setup(11))],
    ['a factory', 12, () => ExperimentationModule.forRootAsync({ useFactory: () => setup(12) })],
    [
      'an asynchronous factory',
      13,
      () => ExperimentationModule.forRootAsync({ useFactory: async () => Promise.resolve(setup(13)) }),
    ],
    [
      'a factory with injection',
      31,
      () =>
        ExperimentationModule.forRootAsync({
          imports: [SizesModule],
          inject: [Sizes, { token: 'absent', optional: true }],
          useFactory: (sizes: Sizes) => setup(sizes.size),
        }),
    ],
    ['a class', 31, () => ExperimentationModule.forRootAsync({ useClass: Sizes })],
    [
      'an existing provider',
      31,
      () => ExperimentationModule.forRootAsync({ imports: [SizesModule], useExisting: Sizes }),
    ],
  ];

  it.each(FORMS)('can be had by %s', async (_, size, experimentation) => {
    running = await startApp({ experimentation: experimentation(), controllers: [SizeController] });
    expect((await running.get('/size')).body).toBe(size);
  });

  it.each([
    [{}, /received none of them.*Write for example forRootAsync/],
    [{ useFactory: () => setup(1), useClass: Sizes }, /received 2 of them/],
  ])('says how it is to be had when that is not said (%#)', (options, message) => {
    expect(() => ExperimentationModule.forRootAsync(options)).toThrow(RegistrationError);
    expect(() => ExperimentationModule.forRootAsync(options)).toThrow(message);
  });

  it('reports wrong options at once', () => {
    const options = { refresh: { everyMs: 1 }, platfrom: 1 } as unknown as ExperimentationOptions;
    expect(() => ExperimentationModule.forRoot(options)).toThrow(OptionsError);
    expect(() => ExperimentationModule.forRoot(options)).toThrow(/3 problems/);
    expect(() => ExperimentationModule.forRoot({ ...setup(1), refresh: { cron: '61 * * * *' } })).toThrow(
      /refresh\.cron/,
    );
  });

  it.each([[{ ...setup(1), events: { maxEvents: 0 } }], [undefined]])(
    'reports wrong options of a factory (%#)',
    async (options) => {
      const experimentation = ExperimentationModule.forRootAsync({
        useFactory: () => options as ExperimentationSetup,
      });
      await expect(startApp({ experimentation })).rejects.toThrow(OptionsError);
    },
  );

  it('is injectable everywhere unless it shall not be', async () => {
    @Injectable()
    class Elsewhere {
      constructor(@Inject(Experiments) readonly experiments: Experiments) {}
    }
    @Module({ providers: [Elsewhere] })
    class ElsewhereModule {}
    running = await startApp({
      experimentation: ExperimentationModule.forRoot(setup(1)),
      imports: [ElsewhereModule],
    });
    expect(running.app.get(Elsewhere).experiments).toBe(running.experiments);
    const local = ExperimentationModule.forRoot({ ...setup(1), isGlobal: false });
    await expect(startApp({ experimentation: local, imports: [ElsewhereModule] })).rejects.toThrow(
      /can't resolve dependencies/,
    );
  });

  it('refuses two instances of one name', async () => {
    const twice = {
      experimentation: ExperimentationModule.forRoot(setup(1)),
      imports: [ExperimentationModule.forRoot(setup(2))],
    };
    await expect(startApp(twice)).rejects.toThrow(/2 instances of the ExperimentationModule without a name/);
    const named = (): DynamicModule => ExperimentationModule.forRoot({ ...setup(1), name: 'a' });
    await expect(startApp({ experimentation: named(), imports: [named()] })).rejects.toThrow(/named "a"/);
  });

  it('keeps the dependency tree static: nothing is made anew for a request', async () => {
    running = await startApp({
      experimentation: ExperimentationModule.forRoot(setup(1)),
      controllers: [SizeController],
    });
    const modules = [...running.app.get(ModulesContainer).values()];
    const wrappers = modules.flatMap((module) => [
      ...module.controllers.values(),
      ...module.providers.values(),
      ...module.injectables.values(),
    ]);
    expect(wrappers.length).toBeGreaterThan(10);
    // Nest's own, which it makes for those who ask for it.
    const forRequests = wrappers
      .filter((wrapper) => !wrapper.isDependencyTreeStatic())
      .map(({ name }) => name);
    expect(forRequests).toEqual(['REQUEST']);
  });

  it('works in a testing module, with providers replaced', async () => {
    const testing = await Test.createTestingModule({
      imports: [ExperimentationModule.forRoot(setup(9))],
      controllers: [SizeController],
    }).compile();
    await testing.init();
    expect(
      testing
        .get(Experiments)
        .runAs({ visitorCode: 'x' }, () => testing.get(Experiments).value('page_size', 0)),
    ).toBe(9);
    await testing.close();
  });
});

@Controller()
class TwoController {
  constructor(
    @Inject(Experiments) private readonly main: Experiments,
    @InjectExperiments('other') private readonly other: Experiments,
  ) {}

  @Get('two')
  two(
    @FlagValue('page_size', 0) main: number,
    @FlagValue('page_size', 0, { instance: 'other' }) other: number,
    @Visitor() visitor: string,
    @Visitor('code', { instance: 'other' }) otherVisitor: string,
  ): object {
    return {
      main,
      other,
      visitor,
      otherVisitor,
      injected: [this.main.value('page_size', 0), this.other.value('page_size', 0)],
    };
  }

  @Get('gated')
  @FeatureFlag('only_there', { instance: 'other' })
  gated(): string {
    return 'in';
  }
}

describe.each(ADAPTERS)('several instances on %s', (adapter) => {
  it('have each their own configuration, visitor and events', async () => {
    const other = ExperimentationModule.forRoot({
      ...setup(2),
      platform: memoryPlatform(
        new MemorySource({
          features: { page_size: { defaultValue: 2 }, only_there: { defaultValue: true } },
        }),
      ),
      name: 'other',
      visitor: { cookie: { name: 'other' } },
    });
    const running = await startApp({
      adapter,
      experimentation: ExperimentationModule.forRoot(setup(1)),
      imports: [other],
      controllers: [TwoController],
    });
    try {
      const { body, cookies } = await running.get('/two', { headers: { cookie: 'visitor=anna; other=ben' } });
      expect(body).toEqual({ main: 1, other: 2, visitor: 'anna', otherVisitor: 'ben', injected: [1, 2] });
      const since = Math.floor(Date.now() / 86_400_000);
      expect(new Set(cookies.map((text) => text.split(';')[0]))).toEqual(
        new Set(['other=ben', `other_since=${since}`, 'visitor=anna', `visitor_since=${since}`]),
      );
      expect((await running.get('/gated')).status).toBe(200);
      expect(running.app.get(getExperimentsToken('other'))).not.toBe(running.experiments);
    } finally {
      await running.close();
    }
  });
});

@Controller()
class CallingController {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @Get('call')
  async call(): Promise<object> {
    const before = this.experiments.visitorCode;
    const inner = await CallingController.other?.runAs({ visitorCode: 'inner' }, async () => {
      await Promise.resolve();
      return [
        this.experiments.visitorCode,
        CallingController.other?.visitorCode,
        CallingController.other?.value('page_size', 0),
      ];
    });
    return { before, inner, value: this.experiments.value('page_size', 0) };
  }

  static other: Experiments | undefined;
}

describe('two applications in one process', () => {
  it('know nothing of each other', async () => {
    const one = await startApp({
      experimentation: ExperimentationModule.forRoot(setup(1)),
      controllers: [CallingController],
    });
    const two = await startApp({
      adapter: 'fastify',
      experimentation: ExperimentationModule.forRoot(setup(2)),
      controllers: [SizeController],
    });
    CallingController.other = two.experiments;
    try {
      const { body } = await one.get('/call', { headers: { cookie: 'visitor=anna' } });
      expect(body).toEqual({ before: 'anna', inner: ['anna', 'inner', 2], value: 1 });
      expect((await two.get('/size')).body).toBe(2);
      await one.close();
      expect((await two.get('/size')).body).toBe(2);
    } finally {
      CallingController.other = undefined;
      await two.close();
    }
  });
});
