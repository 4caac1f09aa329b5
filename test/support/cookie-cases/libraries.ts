import compress from '@fastify/compress';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifySession from '@fastify/session';
import type { DynamicModule, INestApplication, MiddlewareConsumer } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ServeStaticModule } from '@nestjs/serve-static';
import compression from 'compression';
import cookieSession from 'cookie-session';
import express from 'express';
import proxy from 'express-http-proxy';
import session from 'express-session';
import helmet from 'helmet';
import { createProxyMiddleware } from 'http-proxy-middleware';
import { fileURLToPath } from 'node:url';
import type { CookieCase } from './cases.js';

/** What a library needs of the test to be set up. */
export interface LibraryScene {
  /** Address of a server that sets the cookies `basket` and `offer`, to stand before. */
  readonly upstream: string;
}

/** A library that has a say in the head of an answer. */
export interface LibraryCase extends CookieCase {
  /** In the application's main file, so before the module. */
  readonly before?: (app: INestApplication, scene: LibraryScene) => void | Promise<void>;
  /** In a module, so after it. */
  readonly imports?: (scene: LibraryScene) => DynamicModule['imports'];
}

type Middleware = Parameters<MiddlewareConsumer['apply']>[number];

const SECRET = 'a secret of more than 32 characters';
const ASSETS = fileURLToPath(new URL('assets', import.meta.url));

const sessions = (): Middleware =>
  session({ secret: SECRET, name: 'sid', resave: false, saveUninitialized: true });

/** A module that brings middleware. */
function middleware(route: string, ...middlewares: Middleware[]): DynamicModule['imports'] {
  class MiddlewareModule {
    configure(consumer: MiddlewareConsumer): void {
      consumer.apply(...middlewares).forRoutes(route);
    }
  }
  return [{ module: MiddlewareModule }];
}

/** An Express application that nobody has mounted: it gives responses a prototype of its own. */
function strangers(): Middleware {
  const app = express();
  app.use((_, response) => void response.cookie('basket', 'full').send('done'));
  return app;
}

function fillSession(
  request: { session?: Record<string, unknown> | null },
  _: unknown,
  next: () => void,
): void {
  if (request.session !== undefined && request.session !== null) request.session['visits'] = 1;
  next();
}

const fastifyOf = (app: INestApplication) => app as NestFastifyApplication;

/** Other people's middleware and plug-ins, before the module and after it. */
export const LIBRARY_CASES: readonly LibraryCase[] = [
  {
    title: 'express-session, before',
    path: 'cookie',
    others: ['basket', 'sid'],
    on: 'express',
    before: (app) => void app.use(sessions()),
  },
  {
    title: 'express-session, after',
    path: 'write-head',
    others: ['basket', 'sid'],
    on: 'express',
    imports: () => middleware('*path', sessions()),
  },
  {
    title: 'express-session, as middleware',
    path: 'plain',
    others: ['sid'],
    on: 'fastify',
    imports: () => middleware('*path', sessions()),
  },
  {
    title: 'cookie-session, before',
    path: 'cookie',
    others: ['basket', 'session', 'session.sig'],
    on: 'express',
    before: (app) => void app.use(cookieSession({ secret: SECRET, name: 'session' }), fillSession),
  },
  {
    title: 'cookie-session, after',
    path: 'write-head-list',
    others: ['basket', 'offer', 'session', 'session.sig'],
    on: 'express',
    imports: () =>
      middleware('*path', cookieSession({ secret: SECRET, name: 'session' }) as Middleware, fillSession),
  },
  {
    title: '@fastify/session',
    path: 'cookie',
    others: ['basket', 'sessionId'],
    on: 'fastify',
    before: async (app) => {
      await fastifyOf(app).register(fastifyCookie);
      await fastifyOf(app).register(fastifySession, { secret: SECRET, cookie: { secure: false } });
    },
  },
  {
    title: '@fastify/cookie',
    path: 'plugin-cookie',
    others: ['basket'],
    on: 'fastify',
    before: (app) => void fastifyOf(app).register(fastifyCookie),
  },
  { title: 'iron-session', path: 'iron-session', others: ['iron'] },
  {
    title: 'http-proxy-middleware',
    path: '/proxied',
    others: ['basket', 'offer'],
    imports: ({ upstream }) =>
      middleware('proxied', createProxyMiddleware({ target: upstream }) as Middleware),
  },
  {
    title: 'express-http-proxy',
    path: '/proxied',
    others: ['basket', 'offer'],
    on: 'express',
    imports: ({ upstream }) => middleware('proxied', proxy(upstream) as Middleware),
  },
  {
    title: 'an Express application as middleware',
    path: '/strangers',
    others: ['basket'],
    on: 'express',
    imports: () => middleware('strangers', strangers()),
  },
  {
    title: 'compression, before',
    path: 'pieces',
    others: ['basket'],
    on: 'express',
    before: (app) => void app.use(compression({ threshold: 0 })),
  },
  {
    title: 'compression, after',
    path: 'cookie',
    others: ['basket'],
    on: 'express',
    imports: () => middleware('*path', compression({ threshold: 0 }) as Middleware),
  },
  {
    title: '@fastify/compress',
    path: 'cookie',
    others: ['basket'],
    on: 'fastify',
    before: (app) => void fastifyOf(app).register(compress, { threshold: 0 }),
  },
  {
    title: 'helmet',
    path: 'cookie',
    others: ['basket'],
    on: 'express',
    before: (app) => void app.use(helmet()),
  },
  {
    title: '@fastify/helmet',
    path: 'cookie',
    others: ['basket'],
    on: 'fastify',
    before: (app) => void fastifyOf(app).register(fastifyHelmet),
  },
  {
    title: 'ServeStaticModule, which says public',
    path: '/page.html',
    others: [],
    carries: false,
    imports: () => [ServeStaticModule.forRoot({ rootPath: ASSETS })],
  },
  {
    title: 'ServeStaticModule with cacheControl: false',
    path: '/page.html',
    others: [],
    imports: () => [
      ServeStaticModule.forRoot({ rootPath: ASSETS, serveStaticOptions: { cacheControl: false } }),
    ],
  },
];
