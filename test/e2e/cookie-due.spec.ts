import { Controller, Get, Req } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { ExperimentationOptions } from '../../lib/index.js';
import { ExperimentationModule, Variant, Visitor } from '../../lib/index.js';
import type { HttpOrigin } from '../../lib/nest/origin/http-origin.js';
import { scopeOfRequest } from '../../lib/nest/origin/scope-carrier.js';
import { namesOf, returning } from '../support/cookie-cases/ask.js';
import { CookieJar } from '../support/cookie-jar.js';
import { memoryPlatform, MemorySource, SHOP } from '../support/memory-platform.js';
import { visitorOf, writeCode } from '../support/release-0-1-cookie.js';
import type { Answer, TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

const TODAY = Math.floor(Date.now() / 86_400_000);

const originOf = (request: object): HttpOrigin =>
  scopeOfRequest(request, 'default')?.profile.origin as HttpOrigin;

@Controller()
class VisitController {
  @Get('visit')
  visit(@Visitor() visitor: string, @Variant('half') variation: string): object {
    return { visitor, variation };
  }

  @Get('further')
  further(@Req() request: object): string {
    const origin = originOf(request);
    for (const name of ['first', 'second', 'third']) origin.setCookie(name, `${name}=early`);
    origin.setCookie('second', 'second=late');
    return 'done';
  }

  @Get('another')
  another(@Req() request: object): boolean {
    return originOf(request).changeDue('another');
  }

  @Get('none')
  none(@Req() request: object): boolean {
    return originOf(request).changeDue(null);
  }
}

/** Says who came before any cookie was set: the service as it was. */
function asRelease01(
  request: IncomingMessage,
  response: Pick<ServerResponse, 'appendHeader'>,
  next: () => void,
): void {
  const code = visitorOf(request.headers.cookie);
  request.headers['x-visitor'] = code;
  response.appendHeader('Set-Cookie', writeCode(code));
  next();
}

describe.each(ADAPTERS)('a cookie that is due, on %s', (adapter) => {
  const running: TestApp[] = [];
  afterEach(async () => {
    for (const app of running.splice(0)) await app.close();
  });

  async function start(
    visitor: ExperimentationOptions['visitor'] = {},
    before?: Parameters<typeof startApp>[0],
  ): Promise<TestApp> {
    const app = await startApp({ adapter, controllers: [VisitController], options: { visitor }, ...before });
    running.push(app);
    return app;
  }

  const visit = (app: TestApp, cookie: string, path = '/visit'): Promise<Answer> =>
    app.get(path, { headers: { cookie } });

  it('says since when, in a cookie beside it', async () => {
    const app = await start({ cookie: { path: '/', domain: 'example.com', httpOnly: false, secure: true } });
    expect((await visit(app, 'visitor=anna')).cookies).toEqual([
      'visitor=anna; Path=/; Domain=example.com; Max-Age=31536000; SameSite=Lax; Secure',
      `visitor_since=${TODAY}; Path=/; Domain=example.com; Max-Age=31536000; HttpOnly; SameSite=Lax; Secure`,
    ]);
  });

  it.each([
    [0, 0],
    [29, 0],
    [30, 2],
    [365, 2],
    [-400, 2],
  ])('that is %i days old is set, with its age: %i', async (days, count) => {
    const app = await start();
    expect((await visit(app, returning(days))).cookies).toHaveLength(count);
  });

  it.each([
    [{ renewAfterMs: 7 * 86_400_000 }, 6, 0],
    [{ renewAfterMs: 7 * 86_400_000 }, 7, 2],
    [{ renewAfterMs: 0 }, 0, 2],
    [{ maxAgeMs: 10 * 86_400_000 }, 4, 0],
    [{ maxAgeMs: 10 * 86_400_000 }, 5, 2],
    [{ maxAgeMs: 3_600_000 }, 0, 2],
  ])('with %j and an age of %i days is set %i times', async (cookie, days, count) => {
    const app = await start({ cookie });
    expect((await visit(app, returning(days))).cookies).toHaveLength(count);
  });

  it('is set for another code, however young it is', async () => {
    const app = await start({ queryParameter: { name: 'v', replaces: true } });
    expect((await visit(app, returning(1), '/visit?v=ben')).cookies[0]).toContain('visitor=ben;');
    expect((await visit(app, returning(1), '/visit?v=anna')).cookies).toEqual([]);
  });

  it.each(['always', 'when-new', 'never'] as const)('has no age with setCookie %s', async (setCookie) => {
    const app = await start({ setCookie });
    const names = namesOf((await visit(app, 'x=1')).cookies);
    expect(names).toEqual(setCookie === 'never' ? [] : ['visitor']);
  });

  it('is partitioned where that is asked for, and then secure', async () => {
    const app = await start({ cookie: { partitioned: true, sameSite: 'none', secure: true } });
    for (const text of (await visit(app, 'x=1')).cookies) {
      expect(text).toMatch(/; SameSite=None; Partitioned; Secure$/);
    }
    const plain = await start({ cookie: { partitioned: true } });
    expect((await visit(plain, 'x=1')).cookies[0]).toMatch(/; SameSite=Lax; Partitioned; Secure$/);
  });

  it('goes to and fro between this version and 0.1, and keeps code and variation', async () => {
    const now = await start();
    const then = await start(
      { cookie: false, resolve: ({ headers }) => String(headers['x-visitor']) },
      { before: (app) => void app.use(asRelease01) },
    );
    for (let i = 0; i < 12; i++) {
      const jar = new CookieJar();
      const seen = new Set<string>();
      for (const app of i % 2 === 0 ? [now, then, then, now, then, now] : [then, now, then, now, now, then]) {
        const answer = await visit(app, jar.header ?? '');
        for (const cookie of answer.cookies) jar.take(cookie);
        seen.add(answer.text);
        expect(jar.cookies.get('visitor')).toBe((answer.body as { visitor: string }).visitor);
      }
      expect(seen.size).toBe(1);
      expect((await visit(now, jar.header ?? '')).cookies).toEqual([]);
    }
  });

  it('goes with other cookies that are set in the same request', async () => {
    const app = await start();
    const answer = await visit(app, 'x=1', '/further');
    expect(answer.cookies).toContain('second=late');
    expect(namesOf(answer.cookies)).toEqual(['first', 'second', 'third', 'visitor', 'visitor_since']);
    expect(namesOf((await visit(app, returning(1), '/further')).cookies)).toEqual([
      'first',
      'second',
      'third',
    ]);
  });

  it('may be changed until the head of the answer is out', async () => {
    const app = await start();
    for (const cookie of ['x=1', returning(1)]) {
      const { cookies } = await visit(app, cookie, '/another');
      expect(cookies[0]).toContain('visitor=another;');
    }
    expect((await visit(app, 'x=1', '/none')).cookies).toEqual([]);
  });

  it('is set once for each of two instances, each under its name', async () => {
    const second = ExperimentationModule.forRoot({
      name: 'second',
      isGlobal: false,
      platform: memoryPlatform(new MemorySource(SHOP)),
      visitor: { cookie: { name: 'other' } },
      refresh: false,
    });
    const app = await start({}, { imports: [second] });
    const names = ['other', 'other_since', 'visitor', 'visitor_since'];
    expect(namesOf((await visit(app, 'x=1')).cookies)).toEqual(names);
    expect(namesOf((await visit(app, `${returning(1)}; other=a`)).cookies)).toEqual(['other', 'other_since']);
  });
});
