import type { ExecutionContext, PreRequestHook } from '@nestjs/common';
import { Observable, defer, from, mergeMap } from 'rxjs';
import type { VisitorScope } from '../../runtime/scope/visitor-scope.js';
import { runInScope } from '../../runtime/scope/storage.js';
import type { ContextScopes } from './context-scopes.js';

/**
 * Binds the visitor of a message around everything that handles it, guards included. Nest runs such hooks for RPC only, and
 * before all else.
 */
export function createMessageHook(scopes: ContextScopes): PreRequestHook {
  return (context: ExecutionContext, next: () => Observable<unknown>) =>
    defer(() => {
      const found = scopes.find(context);
      if (found instanceof Promise) return from(found).pipe(mergeMap((scope) => inside(scope, next)));
      return inside(found, next);
    });
}

/** The handling begins when it is subscribed to, so that is what has to happen inside the scope. */
function inside(scope: VisitorScope | undefined, next: () => Observable<unknown>): Observable<unknown> {
  if (scope === undefined) return next();
  return new Observable((subscriber) => runInScope(scope, () => next().subscribe(subscriber)));
}
