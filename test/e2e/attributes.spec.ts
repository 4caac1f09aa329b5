import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Controller, Get, Inject, Injectable, UseGuards } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import { Experiments, FeatureFlag, Visitor } from '../../lib/index.js';
import type { ExperimentationOptions } from '../../lib/index.js';
import type { TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

interface WithUser {
  user?: { beta: boolean; id: string };
}

@Injectable()
class AuthGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    context.switchToHttp().getRequest<WithUser>().user = { beta: true, id: 'u-1' };
    return true;
  }
}

@Controller()
@UseGuards(AuthGuard)
class MemberController {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @Get('service')
  service(): object {
    return { on: this.experiments.isOn('new_checkout') };
  }

  @Get('parameter')
  parameter(@FeatureFlag('new_checkout') on: boolean): object {
    return { on };
  }

  @Get('gate')
  @FeatureFlag('new_checkout')
  gate(): object {
    return { on: true };
  }

  @Get('view')
  view(
    @Visitor('view')
    { attributes, units }: { attributes: ReadonlyMap<string, unknown>; units: ReadonlyMap<string, unknown> },
  ): object {
    return { attributes: Object.fromEntries(attributes), units: Object.fromEntries(units) };
  }

  @Get('set')
  set(): object {
    this.experiments.setAttributes({ beta: false });
    return { on: this.experiments.isOn('new_checkout') };
  }

  @Get('nothing')
  nothing(): object {
    return {};
  }
}

const userOf = (context: ExecutionContext): object => ({
  ...context.switchToHttp().getRequest<WithUser>().user,
});

describe.each(ADAPTERS)('attributes on %s', (adapter) => {
  let running: TestApp;
  afterEach(() => running.close());

  async function start(options: Partial<ExperimentationOptions>): Promise<TestApp> {
    running = await startApp({ adapter, controllers: [MemberController], options });
    return running;
  }

  const FUNCTIONS: readonly (readonly [string, NonNullable<ExperimentationOptions['attributes']>])[] = [
    ['a function', (context) => userOf(context) as Record<string, unknown>],
    ['an async function', async (context) => Promise.resolve(userOf(context) as Record<string, unknown>)],
    ['a function that gives a Map', (context) => new Map(Object.entries(userOf(context)))],
  ];

  describe.each(FUNCTIONS)('of %s', (_, attributes) => {
    it.each(['/service', '/parameter', '/gate'])(
      'count in %s, with the user whom a guard has found',
      async (path) => {
        const app = await start({ attributes });
        expect((await app.get(path)).body).toEqual({ on: true });
      },
    );

    it('give way to those that were set', async () => {
      const app = await start({ attributes });
      expect((await app.get('/set')).body).toEqual({ on: false });
    });
  });

  it('come with units, and are shown', async () => {
    const app = await start({
      attributes: (context) => userOf(context) as Record<string, unknown>,
      units: async (context) =>
        Promise.resolve({ user: context.switchToHttp().getRequest<WithUser>().user?.id ?? 'none' }),
    });
    const { body } = await app.get('/view', { headers: { cookie: 'visitor=anna' } });
    expect(body).toEqual({ attributes: { beta: true, id: 'u-1' }, units: { visitor: 'anna', user: 'u-1' } });
  });

  it('are looked up by the visitor code that the request was recognised by', async () => {
    const betaTesters = new Set(['anna']);
    const app = await start({
      attributes: async (_context, visitorCode) => Promise.resolve({ beta: betaTesters.has(visitorCode) }),
      units: (_context, visitorCode) => ({ account: `account-of-${visitorCode}` }),
    });
    const as = (visitor: string) => ({ headers: { cookie: `visitor=${visitor}` } });
    expect((await app.get('/gate', as('anna'))).status).toBe(200);
    expect((await app.get('/gate', as('ben'))).status).toBe(404);
    expect((await app.get('/view', as('ben'))).body).toEqual({
      attributes: { beta: false },
      units: { visitor: 'ben', account: 'account-of-ben' },
    });
  });

  it('are asked for once in a request, and not when nothing is decided', async () => {
    let asked = 0;
    const app = await start({ attributes: () => ({ asked: ++asked }) });
    await app.get('/nothing');
    expect(asked).toBe(0);
    await app.get('/service');
    expect(asked).toBe(1);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no session');
      },
    ],
    ['rejects', async () => Promise.reject(new Error('no session'))],
  ])('do without a function that %s', async (_, attributes) => {
    const app = await start({ attributes });
    expect((await app.get('/service')).body).toEqual({ on: false });
    await app.get('/gate');
    expect(app.logger.warnings.filter((line) => line.includes('no session'))).toHaveLength(1);
  });

  it('that come too late for a service are waited for by decorators, and the application is told', async () => {
    // A promise from a function that is not declared async.
    const app = await start({
      attributes: (context) => Promise.resolve(userOf(context) as Record<string, unknown>),
    });
    expect((await app.get('/parameter')).body).toEqual({ on: true });
    expect((await app.get('/gate')).body).toEqual({ on: true });
    expect(app.logger.warnings.join()).not.toContain('Declare that function "async"');
    expect((await app.get('/service')).body).toEqual({ on: false });
    expect(app.logger.warnings.join()).toContain('Declare that function "async"');
  });

  it('are asked for with the handler, where a decorator knows it', async () => {
    const app = await start({
      attributes: (context) => ({ beta: context.getHandler().name === 'parameter' }),
    });
    expect((await app.get('/parameter')).body).toEqual({ on: true });
    expect((await app.get('/service')).body).toEqual({ on: false });
    expect(app.logger.warnings.join()).toContain('the handler is not known');
  });

  it('include what the application says of the request', async () => {
    const app = await start({
      visitor: {
        facts: (request) => ({
          url: `https://shop.example${request.url ?? ''}`,
          userAgent: null,
          ip: '192.0.2.1',
        }),
      },
    });
    let facts: unknown;
    const listening = app.experiments.events$.subscribe((activity) => {
      if (activity.type === 'usage') facts = activity.event.visitor;
    });
    await app.get('/service?x=1');
    listening.unsubscribe();
    expect(facts).toMatchObject({
      url: 'https://shop.example/service?x=1',
      userAgent: null,
      ip: '192.0.2.1',
    });
  });
});
