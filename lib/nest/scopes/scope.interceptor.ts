import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { VisitorScope } from '../../runtime/scope/visitor-scope.js';
import { runInScope } from '../../runtime/scope/storage.js';
import type { ContextScopes } from './context-scopes.js';
import { HttpOrigin } from '../origin/http-origin.js';
import { isInside, prepareScope } from '../origin/scope-carrier.js';

/** What an interceptor gives. */
export type Handling = Observable<unknown> | Promise<Observable<unknown>>;

/** Handles something in the visitor's scope, if there is a visitor, when all that is known of them is there. */
export function enterScope(
  scopes: ContextScopes,
  context: ExecutionContext,
  handle: () => Handling,
): Handling {
  const found = scopes.find(context);
  if (found instanceof Promise) return found.then((scope) => enter(scope, context, handle));
  return enter(found, context, handle);
}

/** The interceptor of one module instance, for the whole application. */
export class ScopeInterceptor implements NestInterceptor {
  constructor(private readonly scopes: ContextScopes) {}

  intercept(context: ExecutionContext, next: CallHandler): Handling {
    return enterScope(this.scopes, context, () => next.handle());
  }
}

function enter(scope: VisitorScope | undefined, context: ExecutionContext, handle: () => Handling): Handling {
  if (scope === undefined) return handle();
  const stays = scope.profile.origin instanceof HttpOrigin && !scope.host.asyncContext;
  const inside = (): Handling => (stays || isInside(scope) ? handle() : runInScope(scope, handle));
  const waiting = prepareScope(scope, context);
  return waiting === undefined ? inside() : waiting.then(inside);
}
