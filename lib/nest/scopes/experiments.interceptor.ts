import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { scopesIn } from './all-scopes.js';
import type { ContextScopes } from './context-scopes.js';
import type { Handling } from './scope.interceptor.js';
import { enterScope } from './scope.interceptor.js';

/**
 * Binds the visitor where nothing else has done it. The module binds HTTP requests and messages of microservices by itself.
 * Apply this to WebSocket gateways, to GraphQL subscriptions, and to microservices that are connected without
 * `inheritAppConfig`; the option `visitor.fromMessage` says who the visitor is. Nest runs guards before: gates of this module
 * find the visitor by themselves, guards of your own have none.
 *
 * @example
 * ```ts
 * // fromMessage: (context) => {
 * //   const client = context.switchToWs().getClient<WebSocket & { userId?: string }>();
 * //   return client.userId === undefined ? undefined : { visitorCode: client.userId, connection: client };
 * // }
 * @UseInterceptors(ExperimentsInterceptor)
 * @WebSocketGateway()
 * export class OffersGateway {}
 * ```
 */
@Injectable()
export class ExperimentsInterceptor implements NestInterceptor {
  #scopes: readonly ContextScopes[] | undefined;

  constructor(@Inject(ModulesContainer) private readonly modules: ModulesContainer) {}

  /** Nest calls it. Where no visitor is known, handlers run all the same, without one. */
  intercept(context: ExecutionContext, next: CallHandler): Handling {
    this.#scopes ??= scopesIn(this.modules);
    return this.#scopes.reduceRight<() => Handling>(
      (handle, scopes) => () => enterScope(scopes, context, handle),
      () => next.handle(),
    )();
  }
}
