import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { MiddlewareConsumer } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { ExperimentationOptions } from '../../lib/index.js';
import { Visitor } from '../../lib/index.js';
import type { AdapterName, TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const SECRET = 'a secret of more than 16 characters';

/** Express's response has `cookie()`; Fastify's appends when `header()` is given a cookie. */
interface Reply {
  cookie?(name: string, value: string): unknown;
  header(name: string, value: string): unknown;
}

@Controller()
class WhoController {
  constructor(@Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost) {}

  @Get('who')
  who(@Visitor() visitor: string): string {
    return visitor;
  }

  @Get('with-cookie')
  withCookie(@Visitor() visitor: string, @Res({ passthrough: true }) response: Reply): string {
    if (response.cookie === undefined) response.header('set-cookie', 'basket=full; Path=/');
    else response.cookie('basket', 'full');
    return visitor;
  }

  @Get('with-nest-cookie')
  withNestCookie(@Visitor() visitor: string, @Res({ passthrough: true }) response: Reply): string {
    this.adapterHost.httpAdapter.setCookie(response, 'basket', 'full');
    return visitor;
  }
}

/** Middleware of a module, which sets a cookie on Node's own response. */
class MiddlewareRoot {
  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply(
        (
          request: { originalUrl: string },
          response: {
            setHeader(n: string, v: string): void;
            end(text: string): void;
            appendHeader(n: string, v: string): void;
          },
          next: () => void,
        ) => {
          response.appendHeader('Set-Cookie', 'middleware=1');
          if (request.originalUrl.startsWith('/early')) response.end('early');
          else next();
        },
      )
      .forRoutes('*path');
  }
}

/** The cookies that are set, save the one that tells the age of the visitor's. */
const ageless = (cookies: readonly string[]): readonly string[] =>
  cookies.filter((text) => !/^\w+_since=\d+;/.test(text));

/** Names of cookies that are set, in alphabetical order. */
const namesOf = (cookies: readonly string[]): string[] =>
  ageless(cookies)
    .map((text) => text.slice(0, text.indexOf('=')))
    .toSorted((a, b) => a.localeCompare(b));

describe.each(ADAPTERS)('the visitor cookie on %s', (adapter: AdapterName) => {
  let running: TestApp | undefined;
  afterEach(() => running?.close());

  async function start(visitor: ExperimentationOptions['visitor'] = {}): Promise<TestApp> {
    running = await startApp({ adapter, controllers: [WhoController], options: { visitor } });
    return running;
  }

  const cookie = (text: string): RequestInit => ({ headers: { cookie: text } });

  it('is made for somebody new, with a random UUID', async () => {
    const app = await start();
    const first = await app.get('/who');
    const second = await app.get('/who');
    expect(first.text).toMatch(UUID);
    expect(second.text).not.toBe(first.text);
    expect(ageless(first.cookies)).toEqual([
      `visitor=${first.text}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax`,
    ]);
  });

  it('is kept, and set again if its age is unknown', async () => {
    const app = await start();
    const answer = await app.get('/who', cookie('a=1; visitor=anna; b=2'));
    expect(answer.text).toBe('anna');
    expect(ageless(answer.cookies)).toEqual([
      'visitor=anna; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax',
    ]);
  });

  it.each([
    ['when-new', 'visitor=anna', 0],
    ['when-new', 'other=1', 1],
    ['never', 'other=1', 0],
    ['always', 'visitor=anna', 1],
  ] as const)('with setCookie %s and "%s" is set %i times', async (setCookie, header, count) => {
    const app = await start({ setCookie });
    expect((await app.get('/who', cookie(header))).cookies).toHaveLength(count);
  });

  it('has the attributes of the options', async () => {
    const app = await start({
      cookie: {
        name: 'v',
        domain: '.example.com',
        path: '/shop',
        maxAgeMs: 90_000,
        secure: true,
        httpOnly: false,
        sameSite: 'none',
      },
    });
    expect(ageless((await app.get('/who', cookie('v=x'))).cookies)).toEqual([
      'v=x; Path=/shop; Domain=example.com; Max-Age=90; SameSite=None; Secure',
    ]);
  });

  it.each([
    [true, 'https', true],
    [true, 'http', false],
    [true, undefined, false],
    [false, 'https', false],
  ])('with proxies trusted: %s, of which one says %s, is secure: %s', async (trustProxy, proto, secure) => {
    running = await startApp({ adapter, controllers: [WhoController], trustProxy });
    const headers: Record<string, string> = proto === undefined ? {} : { 'x-forwarded-proto': proto };
    const [text] = (await running.get('/who', { headers })).cookies;
    expect(text?.endsWith('; Secure')).toBe(secure);
  });

  it('is neither read nor set when switched off', async () => {
    const app = await start({ cookie: false });
    const answer = await app.get('/who', cookie('visitor=anna'));
    expect(answer.text).toMatch(UUID);
    expect(answer.cookies).toEqual([]);
  });

  it('leaves the cookies of the application alone', async () => {
    const app = await start();
    for (const path of ['/with-cookie', '/with-nest-cookie']) {
      for (const header of ['visitor=anna', 'x=1']) {
        const { cookies } = await app.get(path, cookie(header));
        expect(namesOf(cookies)).toEqual(['basket', 'visitor']);
      }
    }
  });

  it('lives beside cookies of middleware, also of middleware that answers', async () => {
    running = await startApp({
      adapter,
      controllers: [WhoController],
      imports: [{ module: MiddlewareRoot }],
    });
    for (const [path, header] of [
      ['/with-cookie', 'visitor=anna'],
      ['/with-cookie', 'x=1'],
      ['/early', 'x=1'],
    ] as const) {
      const { cookies } = await running.get(path, cookie(header));
      const names = namesOf(cookies);
      expect(names).toEqual(
        path === '/early' ? ['middleware', 'visitor'] : ['basket', 'middleware', 'visitor'],
      );
    }
  });

  it.each([
    ['10 kB long', 'x'.repeat(10_240)],
    ['empty', ''],
    ['a control character', 'an%01na'],
    ['a line break', 'anna%0d%0aSet-Cookie:%20x=1'],
    ['a blank', 'anna%20b'],
    ['outside of ASCII', 'ann%C3%A9'],
  ])('with a value that cannot be ours (%s) counts as absent', async (_, value) => {
    const app = await start({ maxLength: 64 });
    const answer = await app.get('/who', cookie(`visitor=${value}`));
    expect(answer.text).toMatch(UUID);
    expect(ageless(answer.cookies)).toHaveLength(1);
    expect(answer.cookies[0]).toContain(`visitor=${encodeURIComponent(answer.text)};`);
  });

  it('that is not well encoded is taken as it is', async () => {
    const app = await start();
    expect((await app.get('/who', cookie('visitor=%0'))).text).toBe('%0');
  });

  it('that is repeated counts as its first', async () => {
    const app = await start();
    expect((await app.get('/who', cookie('visitor=first; visitor=second'))).text).toBe('first');
    expect((await app.get('/who', cookie('xvisitor=no; y=visitor=no; visitor = quoted'))).text).toBe(
      'quoted',
    );
  });

  it('must match a pattern, if there is one', async () => {
    const app = await start({ pattern: /^[a-z]{4}$/ });
    expect((await app.get('/who', cookie('visitor=anna'))).text).toBe('anna');
    expect((await app.get('/who', cookie('visitor=annabel'))).text).toMatch(UUID);
  });

  it('comes from a maker that is asked with the request, of newcomers only, and may leave it', async () => {
    const app = await start({ mint: ({ headers }) => headers['x-guest']?.toString() });
    const first = await app.get('/who', { headers: { 'x-guest': 'guest-1' } });
    expect(first.text).toBe('guest-1');
    expect(first.cookies[0]).toContain('visitor=guest-1;');
    const known = { 'x-guest': 'guest-1', cookie: 'visitor=anna' };
    expect((await app.get('/who', { headers: known })).text).toBe('anna');
    expect((await app.get('/who')).text).toMatch(UUID);
  });

  it('comes from a maker of the application', async () => {
    let made = 0;
    const app = await start({ mint: () => `guest-${++made}` });
    expect((await app.get('/who')).text).toBe('guest-1');
    expect((await app.get('/who')).text).toBe('guest-2');
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no luck');
      },
    ],
    ['makes nonsense', () => 'two words'],
  ])('is a UUID all the same when a maker %s', async (_, mint) => {
    const app = await start({ mint });
    expect((await app.get('/who')).text).toMatch(UUID);
    await app.get('/who');
    expect(app.logger.warnings.filter((line) => line.includes('visitor.mint'))).toHaveLength(1);
  });

  describe('that is signed', () => {
    const signature = (value: string, secret: string): string =>
      createHmac('sha256', secret).update(value).digest('base64').replace(/=+$/, '');
    const signed = (value: string, secret = SECRET): string =>
      encodeURIComponent(`s:${value}.${signature(value, secret)}`);

    it('is taken with a good signature only', async () => {
      const app = await start({ cookie: { signed: { secret: SECRET } } });
      const kept = await app.get('/who', cookie(`visitor=${signed('anna')}`));
      expect(kept.text).toBe('anna');
      expect(kept.cookies[0]).toContain(`visitor=${signed('anna')};`);
      for (const forged of [
        'anna',
        signed('anna', 'another secret of 16'),
        signed('anna').slice(0, -3),
        's%3Aanna',
        's%3A.',
        '.',
      ]) {
        expect((await app.get('/who', cookie(`visitor=${forged}`))).text).toMatch(UUID);
      }
    });

    it('is signed with the first of several secrets, and checked with all', async () => {
      const app = await start({ cookie: { signed: { secret: [SECRET, 'the secret of last year'] } } });
      const answer = await app.get('/who', cookie(`visitor=${signed('anna', 'the secret of last year')}`));
      expect(answer.text).toBe('anna');
      expect(answer.cookies[0]).toContain(`visitor=${signed('anna')};`);
    });

    it('takes the secret of the application', async () => {
      running = await startApp({
        adapter,
        controllers: [WhoController],
        options: { visitor: { cookie: { signed: true } } },
        nest: { cookies: { secret: SECRET } },
      });
      expect((await running.get('/who', cookie(`visitor=${signed('anna')}`))).text).toBe('anna');
      expect((await running.get('/who', cookie('visitor=anna'))).text).toMatch(UUID);
    });

    it('does not start without any secret', async () => {
      running = undefined;
      await expect(
        startApp({
          adapter,
          controllers: [WhoController],
          options: { visitor: { cookie: { signed: true } } },
        }),
      ).rejects.toThrow(/signed is true, but the application has no cookie secret/);
    });
  });
});

describe.each(ADAPTERS)('a visitor on %s', (adapter) => {
  let running: TestApp;
  afterEach(() => running.close());

  async function start(visitor: ExperimentationOptions['visitor']): Promise<TestApp> {
    running = await startApp({ adapter, controllers: [WhoController], options: { visitor } });
    return running;
  }

  it('is who a query parameter says, before the cookie, where it replaces', async () => {
    const app = await start({ queryParameter: { name: 'who', replaces: true } });
    const headers = { cookie: 'visitor=anna' };
    const answer = await app.get('/who?x=1&who=ben&who=carl', { headers });
    expect(answer.text).toBe('ben');
    expect(answer.cookies[0]).toContain('visitor=ben;');
    expect((await app.get('/who?who=%01', { headers })).text).toBe('anna');
    expect((await app.get('/who?other=who', { headers })).text).toBe('anna');
    expect((await app.get('/who', { headers })).text).toBe('anna');
  });

  it('is who a query parameter says if they are new, and stays who the cookie says', async () => {
    const app = await start({ queryParameter: 'who' });
    const first = await app.get('/who?who=ben');
    expect(first.text).toBe('ben');
    expect(first.cookies[0]).toContain('visitor=ben;');
    expect((await app.get('/who?who=ben', { headers: { cookie: 'visitor=anna' } })).text).toBe('anna');
  });

  it.each([false, true])(
    'needs a signed parameter where the cookie is signed, replacing: %s',
    async (replaces) => {
      const secret = 'a secret of more than 16 characters';
      const app = await start({ cookie: { signed: { secret } }, queryParameter: { name: 'who', replaces } });
      const digest = createHmac('sha256', secret).update('ben').digest('base64').replace(/=+$/, '');
      const signed = encodeURIComponent(`s:ben.${digest}`);
      const known = await app.get(`/who?who=${signed}`);
      expect(known.text).toBe('ben');
      expect(known.cookies[0]).toContain(`visitor=${signed};`);
      for (const forged of ['ben', encodeURIComponent('s:ben.x')]) {
        const answer = await app.get(`/who?who=${forged}`);
        expect(answer.text).toMatch(UUID);
        expect(answer.cookies.join(' ')).not.toContain('ben');
      }
    },
  );

  it.each([
    ['at once', (user: string | undefined) => user],
    ['in time', (user: string | undefined) => Promise.resolve(user)],
  ])('is who the application says %s, before all else', async (_, answer) => {
    const app = await start({
      queryParameter: { name: 'who', replaces: true },
      resolve: (request) => answer(request.headers['x-user'] as string | undefined),
    });
    const asked = await app.get('/who?who=ben', { headers: { cookie: 'visitor=anna', 'x-user': 'user-7' } });
    expect(asked.text).toBe('user-7');
    expect(asked.cookies[0]).toContain('visitor=ben;');
    expect((await app.get('/who?who=ben', { headers: { cookie: 'visitor=anna' } })).text).toBe('ben');
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no session');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no session'))],
    ['gives nonsense', () => 7 as unknown as string],
    ['gives nothing', () => ''],
  ])('is recognised without the application when it %s', async (_, resolve) => {
    const app = await start({ resolve });
    for (let i = 0; i < 3; i++) {
      expect((await app.get('/who', { headers: { cookie: 'visitor=anna' } })).text).toBe('anna');
    }
    expect(app.logger.warnings.filter((line) => line.includes('visitor.resolve'))).toHaveLength(1);
  });
});
