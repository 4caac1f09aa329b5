import { AsyncLocalStorage } from 'node:async_hooks';
import { Inject, Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { BareApp } from './bare.app.js';

const storage = new AsyncLocalStorage<object>();

/**
 * The bare application with a middleware that does nothing but open an asynchronous context: what Node, and the framework's
 * middleware, ask for that alone.
 */
@Module({ imports: [BareApp] })
export class StorageApp {
  constructor(@Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost) {}

  /** Called by Nest in applications that serve HTTP. */
  configure(): void {
    this.adapterHost.httpAdapter.use((_request: object, _response: object, next: () => void) =>
      storage.run({}, next),
    );
  }
}
