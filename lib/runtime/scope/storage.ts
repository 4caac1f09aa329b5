import { AsyncLocalStorage } from 'node:async_hooks';
import type { VisitorHost } from './host.js';
import type { VisitorScope } from './visitor-scope.js';

/** The one AsyncLocalStorage: holds the innermost scope, which knows those around it. */
const storage = new AsyncLocalStorage<VisitorScope>();

/** Runs `work` and all that it starts inside a scope. */
export function runInScope<T>(scope: VisitorScope, work: () => T): T {
  return storage.run(scope, work);
}

/** The innermost scope, of whatever module instance; undefined outside of all. */
export function innermostScope(): VisitorScope | undefined {
  return storage.getStore();
}

/** The scope of a module instance; undefined outside. */
export function scopeOf(host: VisitorHost): VisitorScope | undefined {
  let scope = storage.getStore();
  while (scope !== undefined && scope.host !== host) scope = scope.outer;
  return scope;
}

/** The innermost scope of an instance of that name: for decorators, which know no more. Undefined if there is none. */
export function findNamed(from: VisitorScope | undefined, name: string): VisitorScope | undefined {
  let scope = from;
  while (scope !== undefined && scope.host.name !== name) scope = scope.outer;
  return scope;
}
