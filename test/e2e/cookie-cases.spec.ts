import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, expected, namesOf, VISITORS } from '../support/cookie-cases/ask.js';
import { HANDLER_CASES } from '../support/cookie-cases/cases.js';
import { answerUpstream, CookieCasesController } from '../support/cookie-cases/handlers.controller.js';
import type { LibraryScene } from '../support/cookie-cases/libraries.js';
import { LIBRARY_CASES } from '../support/cookie-cases/libraries.js';
import type { TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

/** With middleware of a module, visitors are let in before Fastify’s hooks. */
class IdleMiddleware {
  configure(consumer: { apply(...middleware: unknown[]): { forRoutes(path: string): void } }): void {
    consumer.apply((_: unknown, __: unknown, next: () => void) => next()).forRoutes('*path');
  }
}

describe.each([
  ['express', false],
  ['fastify', false],
  ['fastify', true],
] as const)('on %s (middleware of a module: %s), the visitor’s cookie', (adapter, middleware) => {
  let app: TestApp;
  beforeAll(async () => {
    const imports = middleware ? [{ module: IdleMiddleware }] : [];
    app = await startApp({ adapter, controllers: [CookieCasesController], imports });
  });
  afterAll(() => app.close());

  describe.each(HANDLER_CASES)('beside $title', (one) => {
    it.each(VISITORS)('for %s', async (_, cookie, due) => {
      const { status, cookies } = await ask(app, one, cookie);
      expect(status).toBe(one.status ?? 200);
      expect(cookies).toEqual(expected(one, due));
    });
  });

  it('is never one of somebody else, however the headers were given', async () => {
    for (const path of ['write-head', 'write-head-message', 'write-head-list', 's-maxage']) {
      await ask(app, { path }, 'x=1');
      expect((await ask(app, { path }, VISITORS[1][1])).cookies).not.toContain('visitor');
    }
  });

  it('has missed nobody', () => {
    expect(app.experiments.status().cookies).toEqual({ missed: 0 });
    expect(app.logger.warnings.filter((line) => line.includes('cookie'))).toEqual([]);
  });
});

describe.each(ADAPTERS)('on %s, with others who set headers, the visitor’s cookie', (adapter) => {
  const upstream = createServer(answerUpstream);
  let scene: LibraryScene;
  beforeAll(async () => {
    await once(upstream.listen(0, '127.0.0.1'), 'listening');
    scene = { upstream: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}` };
  });
  afterAll(() => upstream.close());

  it.each(LIBRARY_CASES.filter(({ on }) => on === undefined || on === adapter))(
    'beside $title',
    async (one) => {
      const app = await startApp({
        adapter,
        controllers: [CookieCasesController],
        imports: one.imports?.(scene) ?? [],
        before: (nest) => one.before?.(nest, scene),
      });
      try {
        for (const [who, cookie, due] of VISITORS) {
          const { status, cookies } = await ask(app, one, cookie);
          expect([who, status, cookies]).toEqual([who, one.status ?? 200, expected(one, due)]);
        }
        expect(app.experiments.status().cookies).toEqual({ missed: 0 });
      } finally {
        await app.close();
      }
    },
  );
});

describe('over HTTP/2 on fastify, the visitor’s cookie', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ adapter: 'fastify', http2: true, controllers: [CookieCasesController] });
  });
  afterAll(() => app.close());

  async function askOverHttp2(path: string, method: string, cookie: string): Promise<[number, string[]]> {
    const session = connect(app.url);
    try {
      const stream = session.request({ ':path': path, ':method': method, cookie });
      const answered = new Promise<NodeJS.Dict<string | string[]> & { ':status'?: number }>(
        (resolve, reject) => {
          stream.once('response', resolve).once('error', reject);
        },
      );
      stream.end();
      const headers = await answered;
      await text(stream);
      return [headers[':status'] ?? 0, namesOf([headers['set-cookie'] ?? []].flat())];
    } finally {
      session.close();
    }
  }

  describe.each(HANDLER_CASES.filter(({ path }) => path !== 'write-head-message'))('beside $title', (one) => {
    it.each(VISITORS)('for %s', async (_, cookie, due) => {
      const path = one.path.startsWith('/') ? one.path : `/cases/${one.path}`;
      const [status, cookies] = await askOverHttp2(path, one.method ?? 'GET', cookie);
      expect(status).toBe(one.status ?? 200);
      expect(cookies).toEqual(expected(one, due));
    });
  });
});

describe.each(ADAPTERS)('where the head of the answer is out already, on %s', (adapter) => {
  it('the request goes on, what was missed is counted, and one warning says so', async () => {
    const app = await startApp({
      adapter,
      controllers: [CookieCasesController],
      before: (nest) => {
        if (adapter === 'express') {
          nest.use((_: unknown, response: { flushHeaders(): void }, next: () => void) => {
            response.flushHeaders();
            next();
          });
        } else {
          const fastify = (nest as NestFastifyApplication).getHttpAdapter().getInstance();
          fastify.addHook('onRequest', (_, reply, done) => {
            reply.raw.flushHeaders();
            done();
          });
        }
      },
    });
    try {
      for (let i = 0; i < 3; i++) {
        const answer = await app.get('/cases/late', { headers: { cookie: 'x=1' } });
        expect(answer).toMatchObject({ status: 200, cookies: [] });
        expect(answer.text).toMatch(/^[0-9a-f-]{36}$/);
      }
      await app.get('/cases/late', { headers: { cookie: VISITORS[1][1] } });
      expect(app.experiments.status().cookies).toEqual({ missed: 3 });
      expect(app.logger.warnings.filter((line) => line.includes('cookies.missed'))).toHaveLength(1);
    } finally {
      await app.close();
    }
  });
});
