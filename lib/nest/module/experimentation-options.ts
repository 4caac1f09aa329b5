import type {
  ExecutionContext,
  InjectionToken,
  ModuleMetadata,
  OptionalFactoryDependency,
  Type,
} from '@nestjs/common';
import type { OptionsFor } from '../../options/experimentation-options.js';
import type { InstanceOptions } from '../../options/runtime-options.js';
import type { VisitorOptionsFor } from '../../options/visitor-options.js';

/** What `forRootAsync` is given in time: everything but which instance it is, which must be known before. */
export type ExperimentationSetup = OptionsFor<ExecutionContext>;

/** How visitors are recognised: the option `visitor`. See {@link VisitorOptionsFor} for every member and its default. */
export type VisitorOptions<Context = ExecutionContext> = VisitorOptionsFor<Context>;

/** What `ExperimentationModule.forRoot` takes. See {@link OptionsFor} for every option and its default. */
export interface ExperimentationOptions extends ExperimentationSetup, InstanceOptions {}

/** A class that makes the options, for `useClass` and `useExisting`. */
export interface ExperimentationOptionsFactory {
  /** Makes the options. What it throws or rejects with stops the start. */
  createExperimentationOptions(): ExperimentationSetup | Promise<ExperimentationSetup>;
}

/** What `ExperimentationModule.forRootAsync` takes: one of `useFactory`, `useClass` and `useExisting`. */
export interface ExperimentationAsyncOptions extends InstanceOptions {
  /** Modules whose providers are injected into the factory. */
  readonly imports?: ModuleMetadata['imports'] | undefined;
  /** Makes the options of what is injected. */
  readonly useFactory?:
    ((...injected: never[]) => ExperimentationSetup | Promise<ExperimentationSetup>) | undefined;
  /** What is injected into `useFactory`. */
  readonly inject?: readonly (InjectionToken | OptionalFactoryDependency)[] | undefined;
  /** A class to be instantiated for this module. */
  readonly useClass?: Type<ExperimentationOptionsFactory> | undefined;
  /** A provider of one of the imported modules. */
  readonly useExisting?: InjectionToken | undefined;
}
