import { Controller, Injectable } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { ClientProxy, MicroserviceOptions } from '@nestjs/microservices';
import { ClientProxyFactory, MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { firstValueFrom } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import {
  Experiments,
  FeatureFlag,
  FlagValue,
  NoVisitorError,
  TrackGoal,
  Variant,
  Visitor,
} from '../../lib/index.js';
import type { ExperimentationOptions } from '../../lib/index.js';
import type { TestApp } from '../support/test-app.js';
import { startApp } from '../support/test-app.js';

interface Message {
  readonly visitor?: string;
  readonly beta?: boolean;
}

@Injectable()
class Shop {
  constructor(private readonly experiments: Experiments) {}

  async who(): Promise<string> {
    await Promise.resolve();
    return this.experiments.visitorCode;
  }
}

@Controller()
class MessageController {
  constructor(
    private readonly shop: Shop,
    private readonly experiments: Experiments,
  ) {}

  @MessagePattern('look')
  async look(
    @Payload() _message: Message,
    @Visitor() visitor: string,
    @Variant('recommended_products', 'none') variation: string,
    @FlagValue('page_size', 1) size: number,
  ): Promise<object> {
    return { visitor, variation, size, service: await this.shop.who() };
  }

  @MessagePattern('checkout')
  @FeatureFlag('new_checkout')
  @TrackGoal('purchase')
  checkout(): string {
    return 'paid';
  }

  @MessagePattern('nobody')
  nobody(): string {
    try {
      return this.experiments.visitorCode;
    } catch (error) {
      return error instanceof NoVisitorError ? error.code : 'another error';
    }
  }
}

const OPTIONS: Partial<ExperimentationOptions> = {
  visitor: { fromMessage: (context: ExecutionContext) => context.switchToRpc().getData<Message>().visitor },
  attributes: (context) => ({ beta: context.switchToRpc().getData<Message>().beta }),
};

let running: TestApp | undefined;
let client: ClientProxy | undefined;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function start(
  options: Partial<ExperimentationOptions>,
): Promise<(pattern: string, message: Message) => Promise<unknown>> {
  const port = await freePort();
  const transport = { transport: Transport.TCP, options: { host: '127.0.0.1', port } } as const;
  running = await startApp({
    controllers: [MessageController],
    providers: [Shop],
    options,
    before: async (app) => {
      app.connectMicroservice<MicroserviceOptions>(transport, { inheritAppConfig: true });
      await app.startAllMicroservices();
    },
  });
  const proxy = ClientProxyFactory.create(transport);
  client = proxy;
  return (pattern, message) => firstValueFrom(proxy.send<unknown>(pattern, message));
}

afterEach(async () => {
  await client?.close();
  await running?.close();
});

describe('messages over TCP', () => {
  it('have the visitor that the application says, in decorators, services and after awaits', async () => {
    const send = await start(OPTIONS);
    const [anna, ben] = await Promise.all([
      send('look', { visitor: 'anna' }),
      send('look', { visitor: 'ben' }),
    ]);
    expect(anna).toMatchObject({ visitor: 'anna', service: 'anna', size: 20 });
    expect(ben).toMatchObject({ visitor: 'ben', service: 'ben', size: 20 });
    const direct = running?.experiments
      .forVisitor({ visitorCode: 'anna' })
      .peekVariation('recommended_products');
    expect((anna as { variation: string }).variation).toBe(direct);
  });

  it('pass gates, and reach goals only when they do', async () => {
    const send = await start(OPTIONS);
    expect(await send('checkout', { visitor: 'anna', beta: true })).toBe('paid');
    await expect(send('checkout', { visitor: 'anna', beta: false })).rejects.toBeDefined();
    await running?.experiments.flush();
    expect(running?.sink.of('goal').map(({ visitor, goal }) => [visitor.visitorCode, goal])).toEqual([
      ['anna', 'purchase'],
    ]);
  });

  it('have none when nobody says who it is', async () => {
    const send = await start({});
    expect(await send('nobody', { visitor: 'anna' })).toBe(new NoVisitorError('default').code);
  });
});
