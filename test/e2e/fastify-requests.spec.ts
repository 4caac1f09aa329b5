import type { CanActivate } from '@nestjs/common';
import { Controller, Get, UseGuards } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { connect } from 'node:http2';
import { setImmediate } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { Variant, Visitor } from '../../lib/index.js';
import type { TestApp } from '../support/test-app.js';
import { startApp } from '../support/test-app.js';

/** Takes its time, so that decorators do not run in the call that has brought the request. */
class SlowGuard implements CanActivate {
  async canActivate(): Promise<boolean> {
    await setImmediate();
    return true;
  }
}

@Controller()
class WhoController {
  @Get('who')
  @UseGuards(SlowGuard)
  who(@Visitor() visitor: string, @Variant('recommended_products', 'none') variation: string): object {
    return { visitor, variation };
  }
}

const COOKIE = 'visitor=ann; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax';

describe.each([true, false])(
  'with asynchronous context: %s, Fastify’s visitors are known',
  (asyncContext) => {
    let running: TestApp;
    afterEach(() => running.close());

    const start = async (http2: boolean): Promise<TestApp> => {
      running = await startApp({
        adapter: 'fastify',
        http2,
        controllers: [WhoController],
        options: { visitor: { asyncContext, setCookie: 'always' } },
      });
      return running;
    };

    it('over HTTP/2', async () => {
      const { url } = await start(true);
      const session = connect(url);
      try {
        const stream = session.request({ ':path': '/who', cookie: 'visitor=ann' });
        const headers = new Promise<NodeJS.Dict<string | string[]>>((resolve, reject) => {
          stream.once('response', resolve).once('error', reject);
        });
        expect((await headers)['set-cookie']).toEqual([COOKIE]);
        expect(JSON.parse(await text(stream))).toEqual({ visitor: 'ann', variation: expect.any(String) });
      } finally {
        session.close();
      }
    });

    it('when tests inject them', async () => {
      const app = (await start(false)).app as NestFastifyApplication;
      const answers = await Promise.all(
        ['ann', 'ben'].map((code) => app.inject({ url: '/who', headers: { cookie: `visitor=${code}` } })),
      );
      expect(answers.map(({ body }) => (JSON.parse(body) as { visitor: string }).visitor)).toEqual([
        'ann',
        'ben',
      ]);
      expect(answers[0]?.headers['set-cookie']).toBe(COOKIE);
    });
  },
);
