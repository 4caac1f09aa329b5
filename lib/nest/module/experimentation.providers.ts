import type { FactoryProvider, Provider } from '@nestjs/common';
import { Logger } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { SchedulerRegistry } from '@nestjs/schedule';
import { CONTEXT_SCOPES } from '../scopes/all-scopes.js';
import { ContextScopes } from '../scopes/context-scopes.js';
import { describesLater } from '../runtime/describe-visitor.js';
import { ScopeInterceptor } from '../scopes/scope.interceptor.js';
import { ExperimentationLifecycle } from './experimentation.lifecycle.js';
import {
  getExperimentsToken,
  MODULE_RUNTIME,
  MODULE_SETTINGS,
  VISITOR_MOUNT,
} from '../service/experimentation.tokens.js';
import { ExperimentsInterceptor } from '../scopes/experiments.interceptor.js';
import { Experiments } from '../service/experiments.service.js';
import { createMessageHook } from '../scopes/message-hook.js';
import type { ModuleRuntime, ModuleSettings } from '../runtime/module-runtime.js';
import { createModuleRuntime } from '../runtime/module-runtime.js';
import { KeyCheck } from './key-check.js';
import { assertOnlyInstance } from './only-instance.js';
import { RefreshSchedule } from './schedule/refresh-schedule.js';
import { VisitorMount } from './visitor-mount.js';
import { VisitorRecognition } from '../http/visitor-recognition.js';

const LIFECYCLE = Symbol('experimentation:lifecycle');
const ENHANCERS = Symbol('experimentation:enhancers');

/** Everything that a module instance is made of, save its settings ({@link MODULE_SETTINGS}). */
export function experimentationProviders(name: string): Provider[] {
  return [
    RUNTIME,
    {
      provide: getExperimentsToken(name),
      inject: [MODULE_RUNTIME],
      useFactory: (runtime: ModuleRuntime) => new Experiments(runtime),
    },
    {
      provide: CONTEXT_SCOPES,
      inject: [MODULE_RUNTIME],
      useFactory: (runtime: ModuleRuntime) => new ContextScopes(runtime),
    },
    { provide: ENHANCERS, inject: [ApplicationConfig, MODULE_RUNTIME, CONTEXT_SCOPES], useFactory: enhance },
    ExperimentsInterceptor,
    MOUNT,
    lifecycleOf(name),
  ];
}

const RUNTIME: FactoryProvider<ModuleRuntime> = {
  provide: MODULE_RUNTIME,
  inject: [MODULE_SETTINGS],
  useFactory: (settings: ModuleSettings) => {
    const context = settings.name === 'default' ? 'Experimentation' : `Experimentation:${settings.name}`;
    return createModuleRuntime(settings, settings.logger ?? new Logger(context));
  },
};

const MOUNT: FactoryProvider<VisitorMount> = {
  provide: VISITOR_MOUNT,
  inject: [MODULE_RUNTIME, HttpAdapterHost, ApplicationConfig, ModulesContainer],
  useFactory: (
    runtime: ModuleRuntime,
    adapterHost: HttpAdapterHost,
    config: ApplicationConfig,
    modules: ModulesContainer,
  ) => {
    const { settings, host } = runtime;
    const recognition = new VisitorRecognition(settings.visitor, host.notices, () =>
      config.getCookieSigner(),
    );
    return new VisitorMount(runtime, recognition, adapterHost, () => hasMiddleware(modules));
  },
};

function lifecycleOf(name: string): FactoryProvider<ExperimentationLifecycle> {
  return {
    provide: LIFECYCLE,
    inject: [MODULE_RUNTIME, SchedulerRegistry, ModulesContainer],
    useFactory: (runtime: ModuleRuntime, registry: SchedulerRegistry, modules: ModulesContainer) => {
      assertOnlyInstance(name, modules);
      const { settings, keeper } = runtime;
      const schedule = new RefreshSchedule({
        instance: name,
        settings: settings.refresh,
        registry,
        refresh: () => keeper.refresh(),
        program: () => keeper.program,
      });
      keeper.subscribe(() => schedule.adjust());
      return new ExperimentationLifecycle(runtime, schedule, new KeyCheck(runtime, modules));
    },
  };
}

/**
 * Tells Nest of what has to run for every message or request: nothing, unless the options need it. A global interceptor
 * costs every request, so there is one only where something must be waited for between guards and handlers.
 */
function enhance(config: ApplicationConfig, { settings, host }: ModuleRuntime, scopes: ContextScopes): true {
  if (scopes.opens) config.registerPreRequestHook(createMessageHook(scopes));
  const { prefetch, arrive } = host.platform;
  const reads = host.documents !== null || prefetch !== undefined || arrive !== undefined;
  if (describesLater(settings) || (reads && host.describe !== null)) {
    config.useGlobalInterceptors(new ScopeInterceptor(scopes));
  }
  return true;
}

/** Whether a module other than ours can configure middleware. */
function hasMiddleware(modules: ModulesContainer): boolean {
  return [...modules.values()].some(
    ({ instance, providers }) => 'configure' in (instance as object) && !providers.has(VISITOR_MOUNT),
  );
}
