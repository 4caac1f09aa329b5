import type { HttpServer } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import type { FastifyHooks } from '../http/fastify-hooks.js';
import { admitHook, returnHook, settleInHook, writeReplyCookie } from '../http/fastify-hooks.js';
import type { ModuleRuntime } from '../runtime/module-runtime.js';
import type { CookieWriter } from '../http/visitor-entrance.js';
import { VisitorEntrance } from '../http/visitor-entrance.js';
import { leaveCookie, visitorMiddleware, writeNativeCookie } from '../http/visitor-middleware.js';
import type { VisitorRecognition } from '../http/visitor-recognition.js';

/**
 * Mounts what opens visitors' scopes with the application's HTTP framework, for all routes and whatever the global prefix.
 *
 * Nest asks all modules for their middleware before it mounts any, so what is mounted here comes after body parsers and
 * `app.use()` of the main file, and before the middleware of modules, guards and everything else.
 */
export class VisitorMount {
  constructor(
    private readonly runtime: ModuleRuntime,
    private readonly recognition: VisitorRecognition,
    private readonly adapterHost: HttpAdapterHost,
    /** Whether other modules may bring middleware that is to see the visitor. */
    private readonly hasMiddleware: () => boolean,
  ) {}

  /** @throws `RegistrationError` when cookies are to be signed and the application has no secret */
  mount(): void {
    this.recognition.checkSignature();
    const adapter = this.adapterHost.httpAdapter as HttpServer & { getInstance(): unknown };
    if (adapter.getType() === 'fastify') this.#mountOnFastify(adapter, adapter.getInstance() as FastifyHooks);
    else adapter.use(visitorMiddleware(this.#entrance(writeNativeCookie)));
  }

  #mountOnFastify(adapter: HttpServer, fastify: FastifyHooks): void {
    const { host } = this.runtime;
    if (this.hasMiddleware()) {
      adapter.use(visitorMiddleware(this.#entrance(leaveCookie)));
      fastify.addHook('onRequest', settleInHook(host));
    } else {
      fastify.addHook('onRequest', admitHook(this.#entrance(writeReplyCookie)));
    }
    if (host.asyncContext) fastify.addHook('preValidation', returnHook());
  }

  #entrance<Response>(write: CookieWriter<Response>): VisitorEntrance<Response> {
    const { host, settings } = this.runtime;
    return new VisitorEntrance(host, this.recognition, settings.visitor.facts, write);
  }
}
