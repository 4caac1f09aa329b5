import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import type { VisitorScope } from '../../runtime/scope/visitor-scope.js';
import { createGate } from './create-gate.js';
import type { GateOptions } from './gate.js';
import { checkedKey } from '../decorators/checked-key.js';
import { keyedParameter } from '../decorators/decorated-keys.js';
import type { GateDecorator } from './gate-decorator.js';
import { gateDecorator } from './gate-decorator.js';
import type { TypedParameterDecorator } from '../decorators/parameter-type.js';
import { readScope } from '../decorators/scope-of-context.js';

interface FlagData extends GateOptions {
  readonly key: string;
}

const decorate = createParamDecorator((data: FlagData, context: ExecutionContext) =>
  readScope(context, data, readFlag),
);

function readFlag(scope: VisitorScope, { key, expose, negate }: FlagData): boolean {
  return scope.decide(key, expose !== 'never').on !== (negate ?? false);
}

/**
 * On a handler or controller: lets those pass for whom the flag is on. It is a guard, so it runs before interceptors, pipes
 * and the handler; guards of the application run first, then those of the class, then those of the method, and on one of
 * these the decorator nearest to it first. Gates of the class and of the method must all let pass.
 *
 * On a parameter: gives it whether the flag is on, and turns nobody away.
 *
 * @param key - of a flag or experiment
 * @param options - whom it counts, and what those get who are turned away: 404 by default
 * @example
 * ```ts
 * @Post('checkout')
 * @FeatureFlag('new_checkout')
 * checkout(@FeatureFlag('express_shipping') express: boolean) {}
 * ```
 */
export function FeatureFlag(key: string, options: GateOptions = {}): FeatureFlagDecorator {
  const gate = createGate('FeatureFlag', key, options, ({ on }) => on);
  const onTarget = gateDecorator(gate);
  const decorator = (target: object, method?: string | symbol, place?: number | PropertyDescriptor): void => {
    if (typeof place !== 'number') return onTarget(target, method as string, place as PropertyDescriptor);
    return onParameter(key, options)(target, method, place);
  };
  return decorator;
}

/** On classes, methods and parameters that can take a boolean. */
export type FeatureFlagDecorator = GateDecorator & TypedParameterDecorator<boolean>;

function onParameter(key: string, options: GateOptions): ParameterDecorator {
  for (const name of ['status', 'exception', 'fallback', 'undecided']) {
    if (!Object.hasOwn(options, name)) continue;
    throw new TypeError(
      `@FeatureFlag('${key}') on a parameter turns nobody away, so "${name}" means nothing. Put it on the method.`,
    );
  }
  const data: FlagData = { ...options, key: checkedKey('FeatureFlag', key) };
  return keyedParameter('FeatureFlag', key, options, decorate(data));
}
