import type { HttpServer } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { scopeHooks } from './fastify-hooks.js';
import type { FastifyHooks } from './fastify-hooks.js';
import type { ModuleRuntime } from './module-runtime.js';
import { createVisitorMiddleware } from './visitor-middleware.js';
import type { VisitorRecognition } from './visitor-recognition.js';

/**
 * Mounts the visitor middleware with the application's HTTP framework, for all routes and whatever the global prefix.
 *
 * Nest asks all modules for their middleware before it mounts any, so what is mounted here comes after body parsers and
 * `app.use()` of the main file, and before the middleware of modules, guards and everything else.
 */
export class VisitorMount {
  constructor(
    private readonly runtime: ModuleRuntime,
    private readonly recognition: VisitorRecognition,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  mount(): void {
    this.recognition.checkSignature();
    const adapter = this.adapterHost.httpAdapter as HttpServer & { getInstance(): unknown };
    const isFastify = adapter.getType() === 'fastify';
    const { host, settings } = this.runtime;
    const { facts } = settings.visitor;
    adapter.use(
      createVisitorMiddleware({
        host,
        recognition: this.recognition,
        reader: facts,
        leavesCookie: isFastify,
      }),
    );
    if (isFastify) scopeHooks(adapter.getInstance() as FastifyHooks, host);
  }
}
