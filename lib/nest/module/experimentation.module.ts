import type { DynamicModule, FactoryProvider, NestModule, Provider } from '@nestjs/common';
import { Inject, Module } from '@nestjs/common';
import { RegistrationError } from '../../errors/registration.error.js';
import { OPTION_DEFAULTS } from '../../options/option-defaults.js';
import { checkOptions } from '../../options/resolve-options.js';
import type { InstanceOptions } from '../../options/runtime-options.js';
import type {
  ExperimentationAsyncOptions,
  ExperimentationOptions,
  ExperimentationOptionsFactory,
  ExperimentationSetup,
} from './experimentation-options.js';
import { experimentationProviders } from './experimentation.providers.js';
import { getExperimentsToken, MODULE_SETTINGS, VISITOR_MOUNT } from '../service/experimentation.tokens.js';
import type { ModuleSettings } from '../runtime/module-runtime.js';
import { cronProblem } from './schedule/cron-problem.js';
import { RefreshScheduleModule } from './schedule/schedule.modules.js';
import type { VisitorMount } from './visitor-mount.js';

/**
 * Experiments and feature flags for an application. Import it once into the root module.
 *
 * @example
 * ```ts
 * @Module({ imports: [ExperimentationModule.forRoot({ platform: localFile('experiments.json') })] })
 * export class AppModule {}
 * ```
 */
@Module({})
export class ExperimentationModule implements NestModule {
  constructor(@Inject(VISITOR_MOUNT) private readonly visitors: VisitorMount) {}

  /**
   * With options that are known at once.
   *
   * @throws `OptionsError` with everything that is wrong with them
   */
  static forRoot(options: ExperimentationOptions): DynamicModule {
    const checked = checkOptions(options, { cron: cronProblem });
    return createModule(checked, [], [{ provide: MODULE_SETTINGS, useFactory: () => checked.complete() }]);
  }

  /**
   * With options that are made when the application starts. Which instance it is must be said here.
   *
   * @throws `RegistrationError` unless exactly one of `useFactory`, `useClass` and `useExisting` is given
   */
  static forRootAsync(options: ExperimentationAsyncOptions): DynamicModule {
    const { name, isGlobal } = options;
    const instance = { name: name ?? OPTION_DEFAULTS.name, isGlobal: isGlobal ?? OPTION_DEFAULTS.isGlobal };
    return createModule(instance, options.imports ?? [], asyncSettings(options, instance));
  }

  /** Called by Nest in applications that serve HTTP. */
  configure(): void {
    this.visitors.mount();
  }
}

type Instance = Required<InstanceOptions>;

function createModule(
  { name, isGlobal }: { readonly name: string; readonly isGlobal: boolean },
  imports: NonNullable<DynamicModule['imports']>,
  settings: Provider[],
): DynamicModule {
  return {
    module: ExperimentationModule,
    global: isGlobal,
    imports: [...imports, RefreshScheduleModule],
    providers: [...settings, ...experimentationProviders(name)],
    exports: [getExperimentsToken(name)],
  };
}

function asyncSettings(options: ExperimentationAsyncOptions, instance: Instance): Provider[] {
  const { useFactory, inject, useClass, useExisting } = options;
  const forms = [useFactory, useClass, useExisting].filter((form) => form !== undefined);
  if (forms.length !== 1) throw new RegistrationError(wrongForms(forms.length));
  const settings = (setup: ExperimentationSetup): Promise<ModuleSettings> => settle(setup, instance);
  if (useFactory !== undefined) {
    const make = useFactory as (
      ...injected: unknown[]
    ) => ExperimentationSetup | Promise<ExperimentationSetup>;
    return [
      {
        provide: MODULE_SETTINGS,
        inject: [...(inject ?? [])],
        useFactory: async (...injected: unknown[]) => settings(await make(...injected)),
      },
    ];
  }
  const fromFactory: FactoryProvider = {
    provide: MODULE_SETTINGS,
    inject: [(useClass ?? useExisting) as NonNullable<typeof useExisting>],
    useFactory: async (factory: ExperimentationOptionsFactory) =>
      settings(await factory.createExperimentationOptions()),
  };
  return useClass === undefined ? [fromFactory] : [{ provide: useClass, useClass }, fromFactory];
}

/** `name` and `isGlobal` are not among what a factory gives: Nest must know them before. */
function settle(setup: ExperimentationSetup, { name, isGlobal }: Instance): Promise<ModuleSettings> {
  const given: unknown = setup;
  const named = typeof given === 'object' && given !== null ? { ...setup, name, isGlobal } : setup;
  return checkOptions(named, { cron: cronProblem }).complete();
}

function wrongForms(count: number): string {
  const received = count === 0 ? 'none of them' : `${count} of them`;
  return (
    `ExperimentationModule.forRootAsync expects one of useFactory, useClass and useExisting, received ${received}. ` +
    'Write for example forRootAsync({ inject: [ConfigService], useFactory: (config) => ({ platform: ... }) }).'
  );
}
