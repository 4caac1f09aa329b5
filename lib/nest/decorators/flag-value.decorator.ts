import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import type { Widened } from '../../runtime/shared/json-type.js';
import { valueOf } from '../../runtime/questions/visitor-answers.js';
import type { VisitorScope } from '../../runtime/scope/visitor-scope.js';
import { checkedKey } from './checked-key.js';
import { keyedParameter } from './decorated-keys.js';
import type { TypedParameterDecorator } from './parameter-type.js';
import type { InstanceChoice } from '../service/instance-choice.js';
import { readScope } from './scope-of-context.js';

interface ValueData extends InstanceChoice {
  readonly key: string;
  readonly fallback: unknown;
}

const decorate = createParamDecorator((data: ValueData, context: ExecutionContext) =>
  readScope(context, data, readValue),
);

function readValue(scope: VisitorScope, { key, fallback }: ValueData): unknown {
  return valueOf(scope, key, fallback, true);
}

/**
 * Gives a parameter the value of a flag or variable, and counts an exposure.
 *
 * @param key - of a variable where the platform has such, else of a flag
 * @param fallback - what the parameter gets when there is no value, or one of another JSON type than the fallback
 * @example
 * ```ts
 * @Get()
 * list(@FlagValue('page_size', 20) pageSize: number) {}
 * ```
 */
export function FlagValue<T>(
  key: string,
  fallback: T,
  choice: InstanceChoice = {},
): TypedParameterDecorator<Widened<T>> {
  const data: ValueData = { ...choice, key: checkedKey('FlagValue', key), fallback };
  return keyedParameter('FlagValue', key, choice, decorate(data));
}
