import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { localFile } from 'nestjs-experimentation';
import { AppModule } from './app.module.js';

const CONFIGURATION = process.env['EXPERIMENTS_FILE'] ?? 'sample/01-shop/experiments.json';
const EVENTS = process.env['EVENTS_FILE'] ?? '.build/shop-events.ndjson';

const app = await NestFactory.create(AppModule.on(localFile(CONFIGURATION, { events: EVENTS })), {
  logger: ['warn', 'error', 'log'],
});
app.enableShutdownHooks();
await app.listen(Number(process.env['PORT'] ?? 3000));

const address = `http://localhost:${new URL(await app.getUrl()).port}`;
console.log(`
  🌿 The shop is open: ${address}

  Three things to try:
    1. Open ${address}/?visitor=anna and ${address}/?visitor=ben side by side: another number of
       products, and only Anna (France) gets the express checkout.
    2. Keep ${address}/lab open while you buy something: the conversion rates move.
    3. Edit ${CONFIGURATION} (say, the weights, or "country"), save it, and reload: no restart.

  Events are appended to ${EVENTS}. Ctrl+C stops the shop and delivers the rest.
`);
