import type { ExecutionContext } from '@nestjs/common';
import type { VisitorScope } from '../../runtime/scope/visitor-scope.js';
import { findNamed, innermostScope } from '../../runtime/scope/storage.js';
import { HttpOrigin } from './http-origin.js';

const SCOPE = Symbol('nestjs-experimentation:scope');

/** What a scope is kept on: something that comes with the request or message, and goes with it. */
export interface ScopeCarrier {
  [SCOPE]?: VisitorScope;
}

/** Ties a scope to the request or message it was opened for: asynchronous context can get lost on the way to the handler. */
export function carry(carrier: ScopeCarrier, scope: VisitorScope): void {
  carrier[SCOPE] = scope;
}

/** The scope tied to a request or message; undefined if there is none. */
export function carriedBy(carrier: ScopeCarrier): VisitorScope | undefined {
  return carrier[SCOPE];
}

/**
 * What carries the scope of an HTTP request: the list of its headers, if it has one. Express changes the prototype of every
 * request, which gives each a hidden class of its own, so that one member more would cost it over a microsecond; the list is
 * an array like any other. Under Fastify, handlers get an object around Node's request, which has the list.
 */
export function carrierOfRequest(request: object): ScopeCarrier {
  const { rawHeaders } = request as { rawHeaders?: unknown };
  if (Array.isArray(rawHeaders)) return rawHeaders as ScopeCarrier;
  const raw = objectOrNone<{ rawHeaders?: unknown }>((request as { raw?: unknown }).raw);
  if (raw === undefined) return request;
  return (Array.isArray(raw.rawHeaders) ? raw.rawHeaders : raw) as ScopeCarrier;
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

/** What carries the scope of a request or message; undefined where nothing does. */
export function carrierOf(context: ExecutionContext): ScopeCarrier | undefined {
  switch (context.getType<string>()) {
    case 'http':
      return carrierOrNone(context.getArgByIndex(0));
    case 'rpc':
      return objectOrNone(context.getArgByIndex(1));
    case 'graphql':
      return carrierOrNone(objectOrNone<{ req?: unknown }>(context.getArgByIndex(2))?.req);
    default:
      return undefined;
  }
}

/** The scope of an instance that a handler, guard or decorator is in; undefined when there is none. */
export function scopeIn(context: ExecutionContext, instance: string): VisitorScope | undefined {
  const innermost = innermostScope();
  if (innermost !== undefined && isOfRequest(innermost, context.getArgByIndex(0))) {
    const found = findNamed(innermost, instance);
    if (found !== undefined) return found;
  }
  const carrier = carrierOf(context);
  const carried = carrier === undefined ? undefined : carriedBy(carrier);
  return findNamed(carried === undefined || surrounds(carried, innermost) ? innermost : carried, instance);
}

/** Whether a scope was opened for this request, with nothing read of it. */
function isOfRequest({ profile: { origin } }: VisitorScope, request: unknown): boolean {
  return origin instanceof HttpOrigin && origin.isHandledAs(request);
}

/**
 * Gets a scope ready to decide in a handler: functions of the application get the handler's context, and what has to be
 * waited for is. Undefined when there is nothing to wait for.
 */
export function prepareScope(scope: VisitorScope, context: ExecutionContext): Promise<void> | undefined {
  const { origin } = scope.profile;
  if (origin instanceof HttpOrigin) origin.known ??= context;
  return scope.prepare();
}

/** The scope of an instance that an HTTP request carries; undefined when the module has not seen it. */
export function scopeOfRequest(request: unknown, instance: string): VisitorScope | undefined {
  const carrier = carrierOrNone(request);
  return carrier === undefined ? undefined : findNamed(carriedBy(carrier), instance);
}

function carrierOrNone(request: unknown): ScopeCarrier | undefined {
  const object = objectOrNone(request);
  return object === undefined ? undefined : carrierOfRequest(object);
}

function objectOrNone<T extends object = object>(value: unknown): T | undefined {
  return typeof value === 'object' && value !== null ? (value as T) : undefined;
}
