import {
  type CanActivate,
  type ExecutionContext,
  type NestInterceptor,
  type PipeTransform,
  type CallHandler,
  type INestApplication,
  type MiddlewareConsumer,
  type DynamicModule,
  Body,
  Controller,
  Get,
  Inject,
  Injectable,
  Module,
  Post,
  Query,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { AsyncResource } from 'node:async_hooks';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { Observable } from 'rxjs';
import { map } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { Experiments, FeatureFlag, FlagValue, NoVisitorError, Variant, Visitor } from '../../lib/index.js';
import type { AdapterName, TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

/** Where code has seen which visitor. */
type Sightings = Record<string, string>;

@Injectable()
class DeepService {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  async look(): Promise<string> {
    await pause(1);
    return this.experiments.visitorCode;
  }
}

@Injectable()
class LookingGuard implements CanActivate {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  canActivate(context: ExecutionContext): boolean {
    context.switchToHttp().getRequest<{ seen?: Sightings }>().seen = { guard: this.experiments.visitorCode };
    return true;
  }
}

@Injectable()
class LookingPipe implements PipeTransform {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  transform(): string {
    return this.experiments.visitorCode;
  }
}

@Injectable()
class LookingInterceptor implements NestInterceptor {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const before = this.experiments.visitorCode;
    const { seen } = context.switchToHttp().getRequest<{ seen?: Sightings }>();
    return next
      .handle()
      .pipe(map((result: object) => ({ ...result, ...seen, before, after: this.experiments.visitorCode })));
  }
}

@Controller()
class LookingController {
  constructor(
    @Inject(Experiments) private readonly experiments: Experiments,
    @Inject(DeepService) private readonly deep: DeepService,
  ) {}

  @Get('look')
  @UseGuards(LookingGuard)
  @UseInterceptors(LookingInterceptor)
  async look(@Query('x', LookingPipe) pipe: string, @Visitor() decorator: string): Promise<Sightings> {
    const handler = this.experiments.visitorCode;
    const service = await this.deep.look();
    const timer = await new Promise<string>((resolve) => {
      setTimeout(() => resolve(this.experiments.visitorCode), 2);
    });
    const microtask = await Promise.resolve().then(() => this.experiments.visitorCode);
    return { pipe, decorator, handler, service, timer, microtask };
  }

  @Post('look')
  @UseGuards(LookingGuard)
  @UseInterceptors(LookingInterceptor)
  receive(@Body() body: object, @Visitor() decorator: string): object {
    return { body, decorator, handler: this.experiments.visitorCode };
  }

  @Get('decisions')
  decisions(
    @Variant('recommended_products', 'none') variation: string,
    @FlagValue('recommended_products', 3) count: number,
    @FlagValue('page_title', 3) wrongType: number,
    @FlagValue('no_such_flag', 'fallback') missing: string,
    @FeatureFlag('always_on') on: boolean,
    @FeatureFlag('always_on', { negate: true }) off: boolean,
    @Variant('page_size') none: string | null,
    @Visitor('view') view: { visitorCode: string; units: ReadonlyMap<string, unknown> },
  ): object {
    const { visitorCode, units } = view;
    return { variation, count, wrongType, missing, on, off, none, visitorCode, unit: units.get('visitor') };
  }
}

class SightingMiddlewareRoot {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply((_: unknown, response: { setHeader(name: string, value: string): void }, next: () => void) => {
        response.setHeader(
          'x-middleware',
          `${this.experiments.visitorCode} ${this.experiments.variation('recommended_products')}`,
        );
        next();
      })
      .forRoutes('*path');
  }
}
Module({})(SightingMiddlewareRoot);

function losingMiddleware(elsewhere: AsyncResource): DynamicModule {
  class LosingRoot {
    configure(consumer: MiddlewareConsumer): void {
      consumer
        .apply((_request: unknown, _response: unknown, next: () => void) => elsewhere.runInAsyncScope(next))
        .forRoutes('*path');
    }
  }
  return { module: LosingRoot };
}

const ANNA = { headers: { cookie: 'visitor=anna' } };

/** Sends a body only after the server has begun to handle the request. */
function postLate(url: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = { ...ANNA.headers, 'content-type': 'application/json', expect: '100-continue' };
    const sent = request(url, { method: 'POST', headers }, (response) => {
      json(response).then(resolve, reject);
    });
    sent.on('error', reject);
    sent.on('continue', () => sent.end(JSON.stringify({ text: 'x'.repeat(200_000 / 4) })));
  });
}

describe.each(ADAPTERS)('the visitor of a request on %s', (adapter: AdapterName) => {
  let running: TestApp;
  afterEach(() => running.close());

  async function start(before: (app: INestApplication) => void = () => undefined): Promise<TestApp> {
    running = await startApp({ adapter, before, controllers: [LookingController], providers: [DeepService] });
    return running;
  }

  const EVERYWHERE = [
    'guard',
    'before',
    'pipe',
    'decorator',
    'handler',
    'service',
    'timer',
    'microtask',
    'after',
  ];

  it('is seen everywhere', async () => {
    const app = await start();
    const { body } = await app.get('/look', ANNA);
    expect(body).toEqual(Object.fromEntries(EVERYWHERE.map((place) => [place, 'anna'])));
  });

  it('is seen after a body has been read', async () => {
    const app = await start();
    const body = await postLate(`${app.url}/look`);
    expect(body).toMatchObject({
      guard: 'anna',
      before: 'anna',
      decorator: 'anna',
      handler: 'anna',
      after: 'anna',
    });
  });

  it('is seen under a global prefix, excluded routes included', async () => {
    const app = await start((nest) => nest.setGlobalPrefix('api', { exclude: ['decisions'] }));
    expect((await app.get('/api/look', ANNA)).body).toMatchObject({ guard: 'anna', handler: 'anna' });
    expect((await app.get('/decisions', ANNA)).body).toMatchObject({ visitorCode: 'anna' });
  });

  it('is seen in the middleware of modules', async () => {
    running = await startApp({
      adapter,
      controllers: [LookingController],
      providers: [DeepService],
      imports: [SightingMiddlewareRoot],
    });
    const response = await fetch(`${running.url}/look`, ANNA);
    expect(response.headers.get('x-middleware')).toBe('anna many');
    expect(await response.json()).toMatchObject({
      guard: 'anna',
      pipe: 'anna',
      handler: 'anna',
      timer: 'anna',
    });
    expect(await postLate(`${running.url}/look`)).toMatchObject({ handler: 'anna' });
  });

  it('is seen by decorators when something on the way loses the asynchronous context', async () => {
    const elsewhere = new AsyncResource('elsewhere');
    running = await startApp({
      adapter,
      controllers: [LookingController],
      providers: [DeepService],
      before: (app) => {
        if (adapter === 'fastify') {
          (app.getHttpAdapter().getInstance() as FastifyInstance).addHook(
            'preParsing',
            (_request, _reply, payload, done) => {
              elsewhere.runInAsyncScope(() => done(null, payload));
            },
          );
        }
      },
      imports: adapter === 'express' ? [losingMiddleware(elsewhere)] : [],
    });
    expect((await running.get('/decisions', ANNA)).body).toMatchObject({
      visitorCode: 'anna',
      variation: 'many',
    });
    // Under Fastify, there is a later hook to come back by.
    const { status } = await running.get('/look', ANNA);
    expect(status).toBe(adapter === 'fastify' ? 200 : 500);
  });

  it('is seen when the application was started inside of the scope of another one', async () => {
    const outer = await startApp({ adapter });
    try {
      await outer.experiments.runAs({ visitorCode: 'boot' }, async () => {
        const app = await start();
        expect(await postLate(`${app.url}/look`)).toMatchObject({ handler: 'anna' });
      });
    } finally {
      await outer.close();
    }
  });

  it('gets plain values in parameters', async () => {
    const app = await start();
    const { body } = await app.get('/decisions', ANNA);
    expect(body).toEqual({
      variation: 'many',
      count: 10,
      wrongType: 3,
      missing: 'fallback',
      on: true,
      off: false,
      none: null,
      visitorCode: 'anna',
      unit: 'anna',
    });
    await app.get('/decisions', ANNA);
    expect(app.logger.warnings.filter((line) => line.includes('"page_title"'))).toHaveLength(1);
  });

  it('does not reach beyond the request', async () => {
    const app = await start();
    await app.get('/look', ANNA);
    expect(app.experiments.hasVisitor).toBe(false);
    expect(() => app.experiments.variation('recommended_products')).toThrow(NoVisitorError);
    expect(() => app.experiments.variation('recommended_products')).toThrow(/runAs/);
  });
});
