import 'reflect-metadata';
import type { DynamicModule, INestApplication, NestApplicationOptions, Type } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { ExperimentationModule, Experiments } from '../../lib/index.js';
import type { ExperimentationOptions } from '../../lib/index.js';
import { memoryPlatform, MemorySource, SHOP } from './memory-platform.js';
import { LogRecorder } from './log-recorder.js';
import { RecordingSink } from './recording-sink.js';

/** The HTTP frameworks that every case runs on. */
export const ADAPTERS = ['express', 'fastify'] as const;
export type AdapterName = (typeof ADAPTERS)[number];

/** What an application under test is made of. */
export interface TestAppOptions {
  readonly adapter?: AdapterName;
  readonly controllers?: Type[];
  readonly providers?: DynamicModule['providers'];
  readonly imports?: DynamicModule['imports'];
  /** The root module, for those that must be one. */
  readonly root?: Type;
  /** Laid over options that make a shop. */
  readonly options?: Partial<ExperimentationOptions>;
  /** Instead of `forRoot` with these options. */
  readonly experimentation?: DynamicModule | null;
  readonly nest?: NestApplicationOptions;
  /** Whether the framework believes what proxies say of the request. */
  readonly trustProxy?: boolean;
  /** HTTP/2 without TLS; on Fastify only. `TestApp.get` does not speak it. */
  readonly http2?: boolean;
  readonly before?: (app: INestApplication) => void | Promise<void>;
}

/** An answer as tests look at it. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly text: string;
  readonly cookies: readonly string[];
}

/** An application that listens on a free port. */
export interface TestApp {
  readonly app: INestApplication;
  readonly url: string;
  readonly source: MemorySource;
  readonly sink: RecordingSink;
  readonly logger: LogRecorder;
  readonly experiments: Experiments;
  get(path: string, init?: RequestInit): Promise<Answer>;
  close(): Promise<void>;
}

/** Starts an application. */
export async function startApp(options: TestAppOptions = {}): Promise<TestApp> {
  const source = new MemorySource(SHOP);
  const sink = new RecordingSink();
  const logger = new LogRecorder();
  const experimentation =
    options.experimentation === undefined
      ? ExperimentationModule.forRoot({
          platform: memoryPlatform(source),
          sinks: [sink],
          refresh: false,
          logger,
          ...options.options,
        })
      : options.experimentation;

  @Module({
    imports: [...(experimentation === null ? [] : [experimentation]), ...(options.imports ?? [])],
    controllers: options.controllers ?? [],
    providers: options.providers ?? [],
  })
  class DefaultRoot {}

  const { trustProxy = false, http2 = false } = options;
  const adapter =
    options.adapter === 'fastify'
      ? new FastifyAdapter({ trustProxy, ...(http2 && { http2 }) })
      : new ExpressAdapter();
  if (adapter instanceof ExpressAdapter) adapter.set('trust proxy', trustProxy);
  const app = await NestFactory.create(options.root ?? DefaultRoot, adapter, {
    logger: false,
    abortOnError: false,
    ...options.nest,
  });
  await options.before?.(app);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    app,
    url,
    source,
    sink,
    logger,
    get experiments() {
      return app.get(Experiments);
    },
    get: (path, init) => answerOf(fetch(url + path, { redirect: 'manual', ...init })),
    close: () => app.close(),
  };
}

async function answerOf(response: Promise<Response>): Promise<Answer> {
  const { status, headers, ...rest } = await response.then(async (got) => ({
    status: got.status,
    headers: got.headers,
    text: await got.text(),
  }));
  return { status, text: rest.text, body: parsed(rest.text), cookies: headers.getSetCookie() };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
