import type { InjectionToken } from '@nestjs/common';
import { Inject } from '@nestjs/common';
import { OPTION_DEFAULTS } from '../../options/option-defaults.js';
import { Experiments } from './experiments.service.js';

/**
 * The injection token of a module instance's {@link Experiments}.
 *
 * @param name - as given to `forRoot`; left out for the instance without a name
 */
export function getExperimentsToken(name: string = OPTION_DEFAULTS.name): InjectionToken<Experiments> {
  return name === OPTION_DEFAULTS.name ? Experiments : `experimentation:${name}`;
}

/** Injects the {@link Experiments} of a module instance. */
export function InjectExperiments(name?: string): ParameterDecorator & PropertyDecorator {
  return Inject(getExperimentsToken(name));
}

/** Within one dynamic module. */
export const MODULE_SETTINGS = Symbol('experimentation:settings');
export const MODULE_RUNTIME = Symbol('experimentation:runtime');
export const VISITOR_MOUNT = Symbol('experimentation:mount');
