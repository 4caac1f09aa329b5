import { AsyncLocalStorage } from 'node:async_hooks';
import { Controller, createParamDecorator, Get, Inject, Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Answer } from './answer.js';

const COOKIE =
  'visitor=7c9e6679-7425-40de-944b-000000000000; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax';

const storage = new AsyncLocalStorage<object>();
const Constant = createParamDecorator((value: string) => value);

@Controller()
class ProductsController {
  @Get('products')
  products(
    @Constant('1') recommended: string,
    @Constant('control') badge: string,
    @Constant('2') layout: string,
  ): Answer {
    return { recommended, badge, layout };
  }
}

type Done = () => void;

interface Fastify {
  addHook(
    name: 'onRequest',
    hook: (request: object, reply: { header(name: string, value: string): unknown }, done: Done) => void,
  ): unknown;
}

interface Response {
  appendHeader(name: string, value: string): unknown;
}

/**
 * The bare application with what a visitor's context asks for before anything is decided, each in the cheapest way: an
 * asynchronous context that is empty, a cookie that is a constant, decorators that give constants. Nothing is read of the request.
 */
@Module({ controllers: [ProductsController] })
export class FrameApp {
  constructor(@Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost) {}

  /** Called by Nest in applications that serve HTTP. */
  configure(): void {
    const { httpAdapter } = this.adapterHost;
    if (httpAdapter.getType() === 'fastify') {
      httpAdapter.getInstance<Fastify>().addHook('onRequest', (_request, reply, done) => {
        reply.header('set-cookie', COOKIE);
        storage.run({}, done);
      });
    } else {
      httpAdapter.use((_request: object, response: Response, next: Done) => {
        response.appendHeader('Set-Cookie', COOKIE);
        storage.run({}, next);
      });
    }
  }
}
