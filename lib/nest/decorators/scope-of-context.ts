import type { ExecutionContext } from '@nestjs/common';
import { NoVisitorError } from '../../errors/no-visitor.error.js';
import { OPTION_DEFAULTS } from '../../options/option-defaults.js';
import type { VisitorScope } from '../../runtime/scope/visitor-scope.js';
import type { InstanceChoice } from '../service/instance-choice.js';
import { prepareScope, scopeIn } from '../origin/scope-carrier.js';

/** The scope that a handler is in. Throws a `NoVisitorError` when there is none. */
export function scopeOfContext(context: ExecutionContext, { instance }: InstanceChoice): VisitorScope {
  const name = instance ?? OPTION_DEFAULTS.name;
  const scope = scopeIn(context, name);
  if (scope === undefined)
    throw new NoVisitorError(name, `for ${context.getClass().name}.${context.getHandler().name}`);
  return scope;
}

/**
 * Reads something of the scope for a handler's parameter. Nest waits for a promise, so that the handler gets a plain value
 * in any case.
 *
 * @param data - what the decorator was given
 */
export function readScope<Data extends InstanceChoice, T>(
  context: ExecutionContext,
  data: Data,
  read: (scope: VisitorScope, data: Data) => T,
): T | Promise<T> {
  const scope = scopeOfContext(context, data);
  const waiting = prepareScope(scope, context);
  return waiting === undefined ? read(scope, data) : waiting.then(() => read(scope, data));
}
