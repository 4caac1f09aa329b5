/** Requests with an assignment store that never answers, beside requests without one: nobody may wait for it for long. */
import 'reflect-metadata';
import { Controller, Get, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Agent, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ExperimentationModule, Experiments, growthbook } from 'nestjs-experimentation';
import type { AssignmentStore, ExperimentationOptions } from 'nestjs-experimentation';
import { quantile } from './support/measure.js';

const FIRST = 10;
const REQUESTS = 5_000;
const LIMIT_MS = 1;

const PAYLOAD = {
  features: {
    button: {
      defaultValue: 'none',
      rules: [{ key: 'button', variations: ['a', 'b'], meta: [{ key: 'a' }, { key: 'b' }], hashVersion: 2 }],
    },
  },
};

const DEAD: AssignmentStore = {
  read: () => new Promise(() => undefined),
  write: () => new Promise(() => undefined),
};

@Controller()
class ButtonController {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @Get()
  button(): object {
    return { button: this.experiments.variation('button') };
  }
}

/** Milliseconds that each of the requests takes, one after the other, once the first ones are through. */
async function latencies(stickyStore: ExperimentationOptions['stickyStore']): Promise<Float64Array> {
  @Module({
    imports: [
      ExperimentationModule.forRoot({
        platform: growthbook({ payload: PAYLOAD }),
        refresh: false,
        stickyStore,
        shutdown: { deadlineMs: 100 },
      }),
    ],
    controllers: [ButtonController],
  })
  class App {}

  const app = await NestFactory.create(App, { logger: false });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (): Promise<void> =>
    new Promise((resolve, reject) => {
      get({ port, host: '127.0.0.1', agent }, (response) => {
        response.resume().on('end', resolve);
      }).on('error', reject);
    });
  for (let n = 0; n < FIRST; n++) await ask();
  const taken = new Float64Array(REQUESTS);
  for (let n = 0; n < REQUESTS; n++) {
    const begin = performance.now();
    await ask();
    taken[n] = performance.now() - begin;
  }
  agent.destroy();
  await app.close();
  return taken;
}

await latencies(undefined);
const without = quantile(await latencies(undefined), 0.99);
const dead = quantile(await latencies(DEAD), 0.99);
console.log(`  p99 without a store ${without.toFixed(2)} ms, with a dead one ${dead.toFixed(2)} ms`);
const isMet = dead - without <= LIMIT_MS;
console.log(`  ${isMet ? 'met' : 'MISSED'}: at most ${LIMIT_MS} ms more, from request ${FIRST + 1} on`);
if (!isMet) process.exitCode = 1;
