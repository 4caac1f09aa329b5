import type { CallHandler, CanActivate, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Body, Controller, Get, Inject, Post, Req, UseGuards, UseInterceptors } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { Experiments, FeatureFlag, NoVisitorError, TrackGoal, Variant, Visitor } from '../../lib/index.js';
import type { TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

interface Marked {
  guard?: string;
  interceptor?: string;
}

class RequestGuard implements CanActivate {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Marked>();
    request.guard = this.experiments.ofRequest(request).visitorCode;
    return true;
  }
}

class RequestInterceptor implements NestInterceptor {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Marked>();
    request.interceptor = this.experiments.ofRequest(request).visitorCode;
    return next.handle();
  }
}

@Controller()
class CarryingController {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @Get('decided')
  @UseGuards(RequestGuard)
  @UseInterceptors(RequestInterceptor)
  @TrackGoal('looked')
  async decided(
    @Req() request: Marked,
    @Visitor() decorator: string,
    @Variant('recommended_products', 'none') decorated: string,
  ): Promise<object> {
    await Promise.resolve();
    const visitor = this.experiments.ofRequest(request);
    const asked = visitor.variation('recommended_products');
    const { guard, interceptor } = request;
    return { guard, interceptor, decorator, handler: visitor.visitorCode, agrees: asked === decorated };
  }

  @Get('gated')
  @FeatureFlag('new_checkout')
  gated(): string {
    return 'in';
  }

  @Post('read')
  read(@Body() body: object, @Visitor() visitor: string): object {
    return { body, visitor };
  }

  @Get('ambient')
  ambient(): object {
    try {
      return { code: this.experiments.visitorCode };
    } catch (error) {
      return { bound: this.experiments.hasVisitor, error: error instanceof NoVisitorError && error.message };
    }
  }

  @Get('job')
  async job(): Promise<object> {
    const job = await this.experiments.runAs({ visitorCode: 'job' }, async () => {
      await Promise.resolve();
      return this.experiments.visitorCode;
    });
    return { job };
  }
}

const ANN = { cookie: 'visitor=ann' };

describe.each(ADAPTERS)('on %s', (adapter) => {
  let running: TestApp;
  afterEach(() => running.close());

  const start = async (asyncContext: boolean, beta = true): Promise<TestApp> => {
    running = await startApp({
      adapter,
      controllers: [CarryingController],
      options: { visitor: { asyncContext }, attributes: async () => ({ beta }) },
    });
    return running;
  };

  it('requests carry their visitor to guards, interceptors, decorators and gates without asynchronous context', async () => {
    const app = await start(false);
    const { body } = await app.get('/decided', { headers: ANN });

    const everywhere = { guard: 'ann', interceptor: 'ann', decorator: 'ann', handler: 'ann' };
    expect(body).toEqual({ ...everywhere, agrees: true });
    expect((await app.get('/gated', { headers: ANN })).text).toBe('in');
    await app.experiments.flush();
    expect(app.sink.events.filter(({ kind }) => kind === 'goal')).toHaveLength(1);
    expect(app.sink.events.filter(({ kind }) => kind === 'exposure')).not.toHaveLength(0);
  });

  it('a gate stays closed for those it is not meant for', async () => {
    const app = await start(false, false);
    expect((await app.get('/gated', { headers: ANN })).status).toBe(404);
  });

  it('the visitor is known after a body has been read', async () => {
    const app = await start(false);
    const headers = { ...ANN, 'content-type': 'application/json' };
    const { body } = await app.get('/read', { method: 'POST', headers, body: '{"a":1}' });
    expect(body).toEqual({ body: { a: 1 }, visitor: 'ann' });
  });

  it('an injected service says how to ask instead', async () => {
    const app = await start(false);
    const { body } = await app.get('/ambient', { headers: ANN });
    expect(body).toEqual({
      bound: false,
      error: expect.stringContaining(
        'visitor.asyncContext is false: in an HTTP request, ask experiments.ofRequest(request)',
      ),
    });
  });

  it('work that runs as somebody is bound all the same', async () => {
    const app = await start(false);
    expect((await app.get('/job', { headers: ANN })).body).toEqual({ job: 'job' });
  });

  it('with asynchronous context, a request can be asked just as well', async () => {
    const app = await start(true);
    expect((await app.get('/ambient', { headers: ANN })).body).toEqual({ code: 'ann' });
    expect((await app.get('/decided', { headers: ANN })).body).toMatchObject({
      handler: 'ann',
      agrees: true,
    });
  });

  it('a request that the module has not seen is nobody', async () => {
    const { experiments } = await start(true);
    expect(() => experiments.ofRequest({})).toThrow(NoVisitorError);
    expect(() => experiments.ofRequest({})).toThrow('No visitor is bound to this request');
  });
});
