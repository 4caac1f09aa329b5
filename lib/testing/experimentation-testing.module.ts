import type { ExperimentationOptions, Experiments } from '../index.js';
import { callbackSink, ExperimentationModule, getExperimentsToken } from '../index.js';
import type { TestValues, TestVariants } from './test-experiments.js';
import { TestExperiments } from './test-experiments.js';
import { testPlatform } from './test-platform.js';

/** What tests start from. */
export interface ExperimentationTestingOptions extends Pick<
  ExperimentationOptions,
  'attributes' | 'isGlobal' | 'name' | 'units' | 'visitor'
> {
  /** Variations by key. They count as met. */
  readonly variants?: TestVariants | undefined;
  /** Values by key. Keys that are in neither answer their fallbacks, as unknown flags do. */
  readonly values?: TestValues | undefined;
}

/** Nest's dynamic module. Only `lib/nest` imports Nest, so it is named by what makes one. */
type TestingModule = ReturnType<typeof ExperimentationModule.forRoot>;

const WATCH = Symbol('experimentation:test-watch');

/**
 * Takes the place of `ExperimentationModule` in tests: the same decorators, guards and service, without network, files and
 * timers. What visitors get is said by the test, and what was reported is there at once: see {@link TestExperiments}.
 *
 * @example
 * ```ts
 * const app = await NestFactory.create(ExperimentationTestingModule.forRoot({ variants: { button: 'red' } }));
 * app.get(TestExperiments).expectExposures({ experiment: 'button', variation: 'red' });
 * ```
 */
export class ExperimentationTestingModule {
  /**
   * Makes the module for a test application.
   *
   * @throws `OptionsError` as `ExperimentationModule.forRoot` does
   */
  static forRoot(options: ExperimentationTestingOptions = {}): TestingModule {
    const { variants = {}, values = {}, ...rest } = options;
    const experiments = new TestExperiments();
    experiments.set({ variants, values });
    return {
      module: ExperimentationTestingModule,
      global: rest.isGlobal ?? true,
      imports: [
        ExperimentationModule.forRoot({
          ...rest,
          platform: testPlatform(experiments),
          sinks: [callbackSink({ name: 'test', onEvent: () => undefined })],
          refresh: false,
          unknownKeys: 'ignore',
        }),
      ],
      providers: [
        { provide: TestExperiments, useValue: experiments },
        {
          provide: WATCH,
          inject: [getExperimentsToken(rest.name)],
          useFactory: (source: Experiments) => new TestWatch(source, experiments),
        },
      ],
      exports: [TestExperiments],
    };
  }
}

/** Records events as they are offered, before any batch leaves. */
class TestWatch {
  constructor(
    private readonly source: Experiments,
    private readonly experiments: TestExperiments,
  ) {}

  onModuleInit(): void {
    this.source.events$.subscribe((activity) => {
      if ('event' in activity) this.experiments.record(activity.event);
    });
  }
}
