import type { CanActivate, ExecutionContext, INestApplicationContext } from '@nestjs/common';
import { Controller, Inject, Injectable, Module, UseGuards, UseInterceptors } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { ClientProxy } from '@nestjs/microservices';
import { ClientProxyFactory, EventPattern, MessagePattern, Payload, Transport } from '@nestjs/microservices';
import type { AddressInfo, Server } from 'node:net';
import { firstValueFrom, from } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import {
  ExperimentationModule,
  Experiments,
  ExperimentsInterceptor,
  FeatureFlag,
  TrackGoal,
  Variant,
  Visitor,
} from '../../lib/index.js';
import type { ExperimentationOptions } from '../../lib/index.js';
import { memoryPlatform, MemorySource, SHOP } from '../support/memory-platform.js';
import { LogRecorder } from '../support/log-recorder.js';
import { RecordingSink } from '../support/recording-sink.js';
import { until } from '../support/until.js';

interface Message {
  readonly who?: string;
  readonly beta?: boolean;
}

@Injectable()
class SeeingGuard implements CanActivate {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  canActivate(): boolean {
    SeeingGuard.seen = this.experiments.hasVisitor ? this.experiments.visitorCode : 'nobody';
    return true;
  }

  static seen = '';
}

@Controller()
class ShopRpcController {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @MessagePattern('recommend')
  @UseGuards(SeeingGuard)
  async recommend(
    @Payload() message: Message,
    @Variant('recommended_products', 'none') variation: string,
    @Visitor() visitor: string,
  ): Promise<object> {
    await Promise.resolve();
    return { message, variation, visitor, service: this.experiments.visitorCode, guard: SeeingGuard.seen };
  }

  @MessagePattern('checkout')
  @FeatureFlag('new_checkout')
  checkout(): string {
    return 'in';
  }

  @MessagePattern('exception')
  @FeatureFlag('always_off', { fallback: 'closed' })
  fallback(): string {
    return 'in';
  }

  @MessagePattern('numbers')
  @TrackGoal('counted')
  numbers(): unknown {
    return from([1, 2]);
  }

  @EventPattern('bought')
  bought(@Payload() _message: Message): void {
    this.experiments.track('bought');
  }
}

@UseInterceptors(ExperimentsInterceptor)
@Controller()
class InterceptedController {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @MessagePattern('intercepted')
  @FeatureFlag('always_on')
  intercepted(@Visitor() visitor: string): object {
    return { visitor, service: this.experiments.visitorCode };
  }
}

const VISITOR: ExperimentationOptions['visitor'] = {
  fromMessage: (context: ExecutionContext) => {
    const { who, beta } = context.switchToRpc().getData<Message>();
    if (who === undefined) return undefined;
    return beta === undefined ? who : Promise.resolve({ visitorCode: who, attributes: { beta } });
  },
};

describe('messages over TCP', () => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  let sink: RecordingSink;
  let logger: LogRecorder;

  function rootModule(options: Partial<ExperimentationOptions> = {}): new () => object {
    sink = new RecordingSink();
    logger = new LogRecorder();

    @Module({
      imports: [
        ExperimentationModule.forRoot({
          platform: memoryPlatform(new MemorySource(SHOP)),
          refresh: false,
          sinks: [sink],
          logger,
          visitor: VISITOR,
          ...options,
        }),
      ],
      controllers: [ShopRpcController, InterceptedController],
    })
    class Root {}
    return Root;
  }

  function connect(port: number): (pattern: string, message: Message) => Promise<unknown> {
    const client: ClientProxy = ClientProxyFactory.create({
      transport: Transport.TCP,
      options: { host: '127.0.0.1', port },
    });
    closing.push(() => client.close());
    return (pattern, message) => firstValueFrom(client.send<unknown>(pattern, message));
  }

  type Running = { app: INestApplicationContext; send: ReturnType<typeof connect>; client: ClientProxy };

  async function startMicroservice(options: Partial<ExperimentationOptions> = {}): Promise<Running> {
    const app = await NestFactory.createMicroservice(rootModule(options), {
      transport: Transport.TCP,
      options: { host: '127.0.0.1', port: 0 },
      logger: false,
    });
    closing.push(() => app.close());
    await app.listen();
    const { port } = app.unwrap<Server>().address() as AddressInfo;
    const client = ClientProxyFactory.create({
      transport: Transport.TCP,
      options: { host: '127.0.0.1', port },
    });
    closing.push(() => client.close());
    return { app, send: connect(port), client };
  }

  async function startHybrid(inheritAppConfig: boolean): Promise<ReturnType<typeof connect>> {
    const app = await NestFactory.create(rootModule(), { logger: false });
    const service = app.connectMicroservice(
      { transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } },
      { inheritAppConfig },
    );
    closing.push(() => app.close());
    await app.startAllMicroservices();
    await app.listen(0, '127.0.0.1');
    return connect((service.unwrap<Server>().address() as AddressInfo).port);
  }

  it('are handled for the visitor whom the application names, guards included', async () => {
    const { send } = await startMicroservice();
    expect(await send('recommend', { who: 'anna' })).toEqual({
      message: { who: 'anna' },
      variation: 'many',
      visitor: 'anna',
      service: 'anna',
      guard: 'anna',
    });
    const several = await Promise.all(['a', 'b', 'c', 'd'].map((who) => send('recommend', { who })));
    expect(several.map((answer) => (answer as { service: string }).service)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('pass gates, or are refused', async () => {
    const { send } = await startMicroservice();
    expect(await send('checkout', { who: 'anna', beta: true })).toBe('in');
    await expect(send('checkout', { who: 'anna', beta: false })).rejects.toMatchObject({
      message: 'Forbidden resource',
    });
    expect(await send('exception', { who: 'anna' })).toBe('closed');
  });

  it('are counted', async () => {
    const { app, send, client } = await startMicroservice();
    await send('recommend', { who: 'anna' });
    await send('numbers', { who: 'anna' });
    client.emit('bought', { who: 'ben' });
    const experiments = app.get(Experiments);
    await until('the events', async () => {
      await experiments.flush();
      return sink.of('goal').length === 2;
    });
    expect(sink.of('exposure')).toMatchObject([{ visitor: { visitorCode: 'anna' } }]);
    expect(new Map(sink.of('goal').map(({ goal, visitor }) => [goal, visitor.visitorCode]))).toEqual(
      new Map([
        ['bought', 'ben'],
        ['counted', 'anna'],
      ]),
    );
  });

  it('ask for attributes with the context of the message', async () => {
    const { send } = await startMicroservice({
      attributes: async (context) => Promise.resolve({ beta: context.getHandler().name === 'checkout' }),
    });
    expect(await send('checkout', { who: 'anna' })).toBe('in');
  });

  it('without a visitor say what is missing', async () => {
    const { send } = await startMicroservice();
    await expect(send('recommend', {})).rejects.toBeDefined();
    expect(SeeingGuard.seen).toBe('nobody');
  });

  it('of which the application cannot tell the sender have none', async () => {
    const { send } = await startMicroservice({
      visitor: {
        fromMessage: () => {
          throw new Error('no header');
        },
      },
    });
    await expect(send('recommend', { who: 'anna' })).rejects.toBeDefined();
    expect(logger.warnings.join('\n')).toContain('visitor.fromMessage failed (no header)');
  });

  it.each<[string, unknown]>([
    ['an empty text', ''],
    ['an empty visitor code', { visitorCode: '' }],
    ['a number', 5],
    ['an object without a visitor code', { attributes: { beta: true } }],
    ['a visitor code that is no text', { visitorCode: 5 }],
    ['an empty text later', Promise.resolve('')],
  ])('have no visitor where the application gives %s, and are warned of once', async (_title, given) => {
    const { send } = await startMicroservice({ visitor: { fromMessage: () => given as string } });
    for (let i = 0; i < 2; i++) await expect(send('recommend', { who: 'anna' })).rejects.toBeDefined();
    expect(SeeingGuard.seen).toBe('nobody');
    expect(logger.warnings.filter((message) => message.includes('fromMessage'))).toEqual([
      'The option visitor.fromMessage failed (it gave no text, or an empty one); such messages have no visitor.',
    ]);
  });

  it.each([null, undefined, Promise.resolve(null)])(
    'have no visitor, and no warning, for %s',
    async (given) => {
      const { send } = await startMicroservice({ visitor: { fromMessage: () => given } });
      await expect(send('recommend', { who: 'anna' })).rejects.toBeDefined();
      expect(SeeingGuard.seen).toBe('nobody');
      expect(logger.warnings.join('\n')).not.toContain('fromMessage');
    },
  );

  it('are handled in hybrid applications that share their configuration', async () => {
    const send = await startHybrid(true);
    expect(await send('recommend', { who: 'anna' })).toMatchObject({
      service: 'anna',
      guard: 'anna',
      variation: 'many',
    });
  });

  it('find their visitor by gates, decorators and the interceptor in hybrid applications that do not', async () => {
    const send = await startHybrid(false);
    expect(await send('checkout', { who: 'anna', beta: true })).toBe('in');
    await expect(send('checkout', { who: 'anna', beta: false })).rejects.toMatchObject({
      message: 'Forbidden resource',
    });
    expect(await send('intercepted', { who: 'anna' })).toEqual({ visitor: 'anna', service: 'anna' });
  });
});
