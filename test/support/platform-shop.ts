import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { onTestFinished } from 'vitest';
import type { Platform, PlatformFront } from '../../lib/index.js';
import { Experiments } from '../../lib/index.js';
import { AppModule } from '../../sample/01-shop/app.module.js';
import type { AdapterName } from './test-app.js';

/** The sample's own module on a vendor's platform, open until the test is over. */
export interface PlatformShop {
  readonly experiments: Experiments;
  /** A request of the visitor whom the query names. */
  visit(path: string, visitor: string, method?: string): Promise<Response>;
}

/** Opens the sample's own module on a platform. */
export async function openPlatformShop(
  platform: Platform | PlatformFront,
  adapter: AdapterName,
): Promise<PlatformShop> {
  const server = adapter === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
  const app = await NestFactory.create(AppModule.on(platform), server, { logger: false });
  onTestFinished(() => app.close());
  await app.listen(0, '127.0.0.1');
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  return {
    experiments: app.get(Experiments),
    visit: (path, visitor, method = 'GET') =>
      fetch(`${url}${path}?visitor=${visitor}`, { method, redirect: 'manual' }),
  };
}

/** How many products a page links to. */
export function productsOn(page: string): number {
  return new Set(page.match(/\/products\/[\w-]+/g)).size;
}
