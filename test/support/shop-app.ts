import 'reflect-metadata';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { Experiments, localFile } from '../../lib/index.js';
import { AppModule } from '../../sample/01-shop/app.module.js';
import { tempFolder } from './temp-folder.js';

export const SHOP_EXPERIMENTS = fileURLToPath(
  new URL('../../sample/01-shop/experiments.json', import.meta.url),
);

/** Where a shop listens and keeps its files. */
export interface ShopPlace {
  readonly adapter?: 'express' | 'fastify';
  /** A folder with experiments.json; a copy of the sample's own when left out. */
  readonly folder?: string;
  /** A free one when left out. */
  readonly port?: number;
}

/** A line of the file of events. */
export interface ShopEvent {
  readonly kind: string;
  readonly visitor: string;
  readonly [member: string]: unknown;
}

/** The sample shop, open for tests. */
export interface RunningShop {
  readonly app: INestApplication;
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  readonly experiments: Experiments;
  /** A request as somebody, as a browser would make it. */
  as(visitorCode: string, path: string, init?: RequestInit): Promise<Response>;
  /** The page that somebody sees. */
  page(visitorCode: string, path: string): Promise<string>;
  /** Replaces a part of experiments.json. */
  edit(part: string, replacement: string): Promise<void>;
  /** What is in the file of events. */
  events(): Promise<readonly ShopEvent[]>;
  /** Ends as the end of the process does; only the first call does anything. */
  close(): Promise<void>;
}

/** Opens the shop until the test is over. */
export async function openShop(place: ShopPlace = {}): Promise<RunningShop> {
  const folder = place.folder ?? (await shopFolder());
  const configuration = join(folder, 'experiments.json');
  const events = join(folder, 'events.ndjson');
  const adapter = place.adapter === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
  const app = await NestFactory.create(AppModule.on(localFile(configuration, { events })), adapter, {
    logger: false,
    abortOnError: false,
    // As the sample's own main file does.
    forceCloseConnections: true,
  });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= app.close());
  onTestFinished(close);
  await app.listen(place.port ?? 0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const as = (visitorCode: string, path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers({ accept: 'text/html,*/*;q=0.8', cookie: `visitor=${visitorCode}` });
    new Headers(init.headers).forEach((value, name) => headers.set(name, value));
    return fetch(url + path, { redirect: 'manual', ...init, headers });
  };
  return {
    app,
    url,
    port,
    folder,
    experiments: app.get(Experiments),
    as,
    page: async (visitorCode, path) => (await as(visitorCode, path)).text(),
    edit: async (part, replacement) => {
      const text = await readFile(configuration, 'utf8');
      if (!text.includes(part)) throw new Error(`experiments.json has no ${part}`);
      await writeFile(configuration, text.replace(part, replacement));
    },
    events: () => linesOf(events),
    close,
  };
}

/** A folder of its own for a shop, with the sample's configuration. */
async function shopFolder(): Promise<string> {
  const folder = await tempFolder();
  await copyFile(SHOP_EXPERIMENTS, join(folder, 'experiments.json'));
  return folder;
}

async function linesOf(file: string): Promise<readonly ShopEvent[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ShopEvent);
}
