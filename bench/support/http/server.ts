/** A process that serves one of the applications: `node server.js <application> <adapter>`, told what to do by its parent. */
import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Experiments } from 'nestjs-experimentation';
import type { AdapterName, ApplicationName, ServerReport } from './protocol.js';

const APPLICATIONS: Record<ApplicationName, () => Promise<Type>> = {
  bare: async () => (await import('./bare.app.js')).BareApp,
  frame: async () => (await import('./frame.app.js')).FrameApp,
  experimentation: async () => (await import('./experimentation.app.js')).experimentationApp(true),
  'experimentation-carried': async () => (await import('./experimentation.app.js')).experimentationApp(false),
  openfeature: async () => (await import('./openfeature.app.js')).OpenFeatureApp,
  'openfeature-client': async () => (await import('./openfeature-client.app.js')).OpenFeatureClientApp,
};

const [name, adapter] = process.argv.slice(2) as [ApplicationName, AdapterName];
const app = await NestFactory.create(
  await APPLICATIONS[name](),
  adapter === 'fastify' ? new FastifyAdapter() : new ExpressAdapter(),
  { logger: ['warn', 'error'] },
);
app.enableShutdownHooks();
await app.listen(0, '127.0.0.1');

const experiments = name.startsWith('experimentation') ? app.get(Experiments) : null;

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const report: ServerReport = { cpuMicros: user + system, ledger: experiments?.ledger().total ?? null };
  process.send?.(report);
});
process.on('disconnect', () => void app.close().then(() => process.exit(0)));

process.send?.((app.getHttpServer().address() as AddressInfo).port);
