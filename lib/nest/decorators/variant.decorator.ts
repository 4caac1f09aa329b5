import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import { variationOf } from '../../runtime/questions/visitor-answers.js';
import type { VisitorScope } from '../../runtime/scope/visitor-scope.js';
import { checkedKey } from './checked-key.js';
import { keyedParameter } from './decorated-keys.js';
import type { TypedParameterDecorator } from './parameter-type.js';
import type { InstanceChoice } from '../service/instance-choice.js';
import { readScope } from './scope-of-context.js';

interface VariantData extends InstanceChoice {
  readonly key: string;
  readonly fallback: string | null;
}

const decorate = createParamDecorator((data: VariantData, context: ExecutionContext) =>
  readScope(context, data, readVariation),
);

function readVariation(scope: VisitorScope, { key, fallback }: VariantData): string | null {
  return variationOf(scope.decide(key, true)) ?? fallback;
}

/**
 * Gives a parameter the key of the variation that the visitor gets, and counts an exposure.
 *
 * @param key - of a flag or experiment
 * @param fallback - what the parameter gets when the visitor takes part in no experiment under this key; null if left out
 * @example
 * ```ts
 * @Get()
 * list(@Variant('recommended_products', 'control') variation: string) {}
 * ```
 */
export function Variant(
  key: string,
  fallback: string,
  choice?: InstanceChoice,
): TypedParameterDecorator<string>;
/** Gives a parameter the key of the variation; null when the visitor takes part in no experiment under this key. */
export function Variant(
  key: string,
  fallback?: null,
  choice?: InstanceChoice,
): TypedParameterDecorator<string | null>;
/** Both of the above in one. */
export function Variant(
  key: string,
  fallback: string | null = null,
  choice: InstanceChoice = {},
): ParameterDecorator {
  const data: VariantData = { ...choice, key: checkedKey('Variant', key), fallback };
  return keyedParameter('Variant', key, choice, decorate(data));
}
