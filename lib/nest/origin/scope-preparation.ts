import type { ExecutionContext } from '@nestjs/common';
import type { VisitorScope } from '../../runtime/scope/visitor-scope.js';
import { HttpOrigin } from './http-origin.js';

/**
 * Gets a scope ready to decide in a handler: functions of the application get the handler's context, and what has to be
 * waited for is. Undefined when there is nothing to wait for.
 */
export function prepareScope(scope: VisitorScope, context: ExecutionContext): Promise<void> | undefined {
  const { origin } = scope.profile;
  if (origin instanceof HttpOrigin) origin.known ??= context;
  return scope.prepare();
}
