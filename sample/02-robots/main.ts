import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { localFile } from 'nestjs-experimentation';
import { AppModule } from './app.module.js';

const CONFIGURATION = process.env['EXPERIMENTS_FILE'] ?? 'sample/01-shop/experiments.json';
const EVENTS = process.env['EVENTS_FILE'] ?? '.build/robots-events.ndjson';

const app = await NestFactory.create(AppModule.on(localFile(CONFIGURATION, { events: EVENTS })));
app.enableShutdownHooks();
await app.listen(Number(process.env['PORT'] ?? 3000));
