import type { ExecutionContext } from '@nestjs/common';
import type { VisitorScope } from '../runtime/visitor-scope.js';
import { findNamed, innermostScope } from '../runtime/visitor-storage.js';

const SCOPE = Symbol('nestjs-experimentation:scope');

interface Carrier {
  [SCOPE]?: VisitorScope;
}

/** Ties a scope to the request or message it was opened for: asynchronous context can get lost on the way to the handler. */
export function carry(carrier: object, scope: VisitorScope): void {
  (carrier as Carrier)[SCOPE] = scope;
}

/** The scope tied to a request or message; undefined if there is none. */
export function carriedBy(carrier: object): VisitorScope | undefined {
  return (carrier as Carrier)[SCOPE];
}

/** Whether the code at hand runs in this scope, or in one inside of it. */
export function isInside(scope: VisitorScope): boolean {
  return surrounds(scope, innermostScope());
}

function surrounds(scope: VisitorScope, innermost: VisitorScope | undefined): boolean {
  let inner = innermost;
  while (inner !== undefined && inner !== scope) inner = inner.outer;
  return inner === scope;
}

/** The object that stands for a request or message; undefined where nothing does. */
export function carrierOf(context: ExecutionContext): object | undefined {
  switch (context.getType<string>()) {
    case 'http':
      return rawRequest(context.getArgByIndex(0));
    case 'rpc':
      return objectOrNone(context.getArgByIndex(1));
    case 'graphql':
      return rawRequest(objectOrNone<{ req?: unknown }>(context.getArgByIndex(2))?.req);
    default:
      return undefined;
  }
}

/** The scope of an instance that a handler, guard or decorator is in; undefined when there is none. */
export function scopeIn(context: ExecutionContext, instance: string): VisitorScope | undefined {
  const carrier = carrierOf(context);
  const carried = carrier === undefined ? undefined : carriedBy(carrier);
  const innermost = innermostScope();
  return findNamed(carried === undefined || surrounds(carried, innermost) ? innermost : carried, instance);
}

/** The scope of an instance that an HTTP request carries; undefined when the module has not seen it. */
export function scopeOfRequest(request: unknown, instance: string): VisitorScope | undefined {
  const carrier = rawRequest(request);
  return carrier === undefined ? undefined : findNamed(carriedBy(carrier), instance);
}

/** Under Fastify, handlers get an object around Node's request, middleware Node's own. */
function rawRequest(request: unknown): object | undefined {
  const object = objectOrNone<{ raw?: unknown }>(request);
  return objectOrNone(object?.raw) ?? object;
}

function objectOrNone<T extends object = object>(value: unknown): T | undefined {
  return typeof value === 'object' && value !== null ? (value as T) : undefined;
}
