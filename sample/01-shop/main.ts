import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { localFile } from 'nestjs-experimentation';
import { AppModule } from './app.module.js';

const CONFIGURATION = process.env['EXPERIMENTS_FILE'] ?? 'sample/01-shop/experiments.json';
const EVENTS = process.env['EVENTS_FILE'] ?? '.build/shop-events.ndjson';
const PORT = Number(process.env['PORT'] ?? 3000);

const app = await NestFactory.create(AppModule.on(localFile(CONFIGURATION, { events: EVENTS })), {
  logger: ['warn', 'error', 'fatal'],
  // Browsers keep connections open, and an open laboratory asks again and again: Ctrl+C waits for neither.
  forceCloseConnections: true,
});
app.enableShutdownHooks();

try {
  await app.listen(PORT);
} catch (error) {
  const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  console.error(isTaken ? `Port ${PORT} is taken. Try another one: PORT=3001 npm start` : error);
  process.exit(1);
}
// From here on, say what goes on: changes of the configuration, and the ledger at the end.
app.useLogger(['log', 'warn', 'error', 'fatal']);

const address = `http://localhost:${PORT}`;
console.log(`
  The shop is open: ${address}

  Three things to try:

    1. Open ${address}/?visitor=anna and see 10 products. At the top right, become Ben: 5, and
       some wear a badge; or Dieter: 8. Anna and Dieter have an express checkout, Ben has not.

    2. Open ${address}/lab in a second window and buy something in the first, or send 200
       simulated visitors: exposures, conversions and rates move as it happens.

    3. In ${CONFIGURATION}, add "US" to the countries of new_checkout, save, and
       reload a product as Ben: he has the express checkout too, without a restart.

  Events are appended to ${EVENTS}. Ctrl+C stops the shop and delivers the rest.
`);
