import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Controller, Get, HttpException, Injectable, ParseIntPipe, Query, UseGuards } from '@nestjs/common';
import { of } from 'rxjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ExperimentationOptions } from '../../lib/index.js';
import { FeatureFlag, RequireVariant } from '../../lib/index.js';
import type { TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

@Injectable()
class AuthGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<{ headers: Record<string, string>; user?: object }>();
    request.user = { beta: request.headers['x-beta'] === 'yes' };
    return true;
  }
}

class TeapotError extends HttpException {
  constructor(key: string) {
    super(`${key} is closed`, 418);
  }
}

@Controller()
class GatesController {
  @Get('on')
  @FeatureFlag('always_on')
  on(): string {
    return 'in';
  }

  @Get('off')
  @FeatureFlag('always_off')
  off(): string {
    return 'in';
  }

  @Get('unknown')
  @FeatureFlag('no_such_flag')
  unknown(): string {
    return 'in';
  }

  @Get('off-status')
  @FeatureFlag('always_off', { status: 403 })
  offStatus(): string {
    return 'in';
  }

  @Get('off-exception')
  @FeatureFlag('always_off', { exception: (key) => new TeapotError(key) })
  offException(): string {
    return 'in';
  }

  @Get('off-fallback')
  @FeatureFlag('always_off', { fallback: { instead: true } })
  offFallback(@Query('n', ParseIntPipe) n: number): object {
    return { n };
  }

  @Get('off-fallback-function')
  @FeatureFlag('always_off', {
    fallback: (context: ExecutionContext) => of({ handler: context.getHandler().name }),
  })
  offFallbackFunction(): string {
    return 'in';
  }

  @Get('on-fallback')
  @FeatureFlag('always_on', { fallback: 'no' })
  onFallback(): string {
    return 'in';
  }

  @Get('negated')
  @FeatureFlag('always_off', { negate: true })
  negated(): string {
    return 'in';
  }

  @Get('before-pipes')
  @FeatureFlag('always_off')
  beforePipes(@Query('n', ParseIntPipe) n: number): number {
    return n;
  }

  @Get('two')
  @FeatureFlag('always_on')
  @FeatureFlag('always_off', { status: 409 })
  two(): string {
    return 'in';
  }

  @Get('many')
  @RequireVariant('recommended_products', 'many')
  many(): string {
    return 'in';
  }

  @Get('few')
  @RequireVariant('recommended_products', ['control', 'some'], { status: 409 })
  few(): string {
    return 'in';
  }

  @Get('pass')
  @RequireVariant('recommended_products', 'many', { expose: 'pass' })
  pass(): string {
    return 'in';
  }

  @Get('never')
  @RequireVariant('recommended_products', 'many', { expose: 'never' })
  never(): string {
    return 'in';
  }

  @Get('beta')
  @UseGuards(AuthGuard)
  beta(): string {
    return 'in';
  }
}

@Controller('open')
@FeatureFlag('always_on')
class OpenController {
  @Get('on')
  @FeatureFlag('always_on')
  on(): string {
    return 'in';
  }

  @Get('off')
  @FeatureFlag('always_off', { status: 410 })
  off(): string {
    return 'in';
  }
}

@Controller('closed')
@FeatureFlag('always_off')
class ClosedController {
  @Get('on')
  @FeatureFlag('always_on')
  on(): string {
    return 'in';
  }
}

@Controller('heir')
class HeirController extends ClosedController {}

@Controller('strict-heir')
@FeatureFlag('new_checkout', { status: 403 })
class StrictHeirController extends OpenController {}

@Controller('member')
@UseGuards(AuthGuard)
class MemberController {
  @Get('checkout')
  @FeatureFlag('new_checkout')
  checkout(): string {
    return 'in';
  }
}

const CONTROLLERS = [
  GatesController,
  OpenController,
  ClosedController,
  HeirController,
  StrictHeirController,
  MemberController,
];

const as = (visitor: string): RequestInit => ({ headers: { cookie: `visitor=${visitor}` } });

describe.each(ADAPTERS)('gates on %s', (adapter) => {
  let running: TestApp;
  beforeAll(async () => {
    running = await startApp({ adapter, controllers: CONTROLLERS });
  });
  afterAll(() => running.close());

  it.each([
    ['/on', 200, 'in'],
    ['/off-status', 403, { statusCode: 403, message: 'Forbidden' }],
    ['/off-exception', 418, { statusCode: 418, message: 'always_off is closed' }],
    ['/off-fallback', 200, { instead: true }],
    ['/off-fallback-function', 200, { handler: 'offFallbackFunction' }],
    ['/on-fallback', 200, 'in'],
    ['/negated', 200, 'in'],
    ['/two', 409, { statusCode: 409 }],
    ['/open/on', 200, 'in'],
    ['/open/off', 410, { statusCode: 410 }],
    ['/closed/on', 404, { statusCode: 404 }],
    ['/heir/on', 404, { statusCode: 404 }],
    ['/strict-heir/on', 403, { statusCode: 403 }],
    ['/unknown', 404, { statusCode: 404 }],
  ])('answer %s with %i', async (path, status, body) => {
    const answer = await running.get(path, as('anna'));
    expect(answer.status).toBe(status);
    expect(answer).toMatchObject(typeof body === 'string' ? { text: body } : { body });
  });

  it('answer as if the route did not exist, before pipes run', async () => {
    const missing = await running.get('/missing?x=1', as('anna'));
    for (const path of ['/off?x=1', '/before-pipes?n=none']) {
      const closed = await running.get(path, as('anna'));
      expect(closed.status).toBe(404);
      expect(JSON.stringify(closed.body)).toBe(JSON.stringify(missing.body).replace('/missing?x=1', path));
    }
  });

  // Anna gets `many` of `recommended_products`, Ben does not.
  it('let pass by variation', async () => {
    expect((await running.get('/many', as('anna'))).status).toBe(200);
    expect((await running.get('/few', as('anna'))).status).toBe(409);
    expect((await running.get('/many', as('ben'))).status).toBe(404);
    expect((await running.get('/few', as('ben'))).status).toBe(200);
  });
});

describe.each(ADAPTERS)('gates on %s, with options', (adapter) => {
  let running: TestApp;
  const start = async (options: Partial<ExperimentationOptions> = {}): Promise<void> => {
    running = await startApp({ adapter, controllers: CONTROLLERS, options });
  };
  afterEach(() => running.close());

  it('see the user that a guard before them has found', async () => {
    await start({
      attributes: (context) => ({ ...context.switchToHttp().getRequest<{ user?: object }>().user }),
    });
    const headers = { cookie: 'visitor=anna' };
    expect((await running.get('/member/checkout', { headers })).status).toBe(404);
    expect((await running.get('/member/checkout', { headers: { ...headers, 'x-beta': 'yes' } })).status).toBe(
      200,
    );
  });

  it.each([
    ['always', '/many', 'anna', 1],
    ['always', '/many', 'ben', 1],
    ['pass', '/pass', 'anna', 1],
    ['pass', '/pass', 'ben', 0],
    ['never', '/never', 'anna', 0],
    ['never', '/never', 'ben', 0],
  ])('with expose "%s" (%s) count %s %i times', async (_, path, visitor, count) => {
    await start();
    await running.get(path, as(visitor));
    await running.experiments.flush();
    expect(running.sink.of('exposure')).toHaveLength(count);
  });

  it('count as the options of the module say', async () => {
    await start({ exposures: { gates: 'pass' } });
    await running.get('/many', as('ben'));
    await running.experiments.flush();
    expect(running.sink.events).toEqual([]);
  });
});

describe('gates that make no sense', () => {
  it.each([
    [() => FeatureFlag(''), /expects a key: a text that is not empty/],
    [
      () => FeatureFlag('x', { status: 200 }),
      /expects status to be an HTTP status from 400 to 599, received 200/,
    ],
    [
      () => FeatureFlag('x', { status: 404, fallback: 1 }),
      /expects one of status, exception and fallback, received status and fallback/,
    ],
    [() => RequireVariant('x', []), /expects a variation, received none/],
  ])('are refused when the class is defined (%#)', (define, message) => {
    expect(define).toThrow(message);
  });

  it('are refused on parameters', () => {
    expect(() => {
      class Wrong {
        method(@FeatureFlag('x', { status: 404 }) on: boolean): boolean {
          return on;
        }
      }
      return Wrong;
    }).toThrow(/on a parameter turns nobody away, so "status" means nothing/);
  });
});

describe('a gate of an instance that is not there', () => {
  it('says so', async () => {
    @Controller()
    class LostController {
      @Get()
      @FeatureFlag('x', { instance: 'elsewhere' })
      get(): string {
        return 'in';
      }
    }
    const running = await startApp({ controllers: [LostController] });
    try {
      expect((await running.get('/')).status).toBe(500);
    } finally {
      await running.close();
    }
  });
});
