import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Inject, Injectable, UseGuards, UseInterceptors } from '@nestjs/common';
import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { afterEach, describe, expect, it } from 'vitest';
import {
  ExperimentationModule,
  Experiments,
  ExperimentsInterceptor,
  FeatureFlag,
  FlagValue,
  InjectExperiments,
  TrackGoal,
  Variant,
  Visitor,
} from '../../lib/index.js';
import type { ExperimentationOptions } from '../../lib/index.js';
import { LogRecorder } from '../support/log-recorder.js';
import { memoryPlatform, MemorySource, SHOP } from '../support/memory-platform.js';
import { Socket, takeSockets } from '../support/socket.js';
import type { TestApp } from '../support/test-app.js';
import { ADAPTERS, startApp } from '../support/test-app.js';

interface Message {
  readonly who?: string;
  readonly user?: string;
  readonly beta?: boolean;
}

@Injectable()
class SeeingGuard implements CanActivate {
  static seen = '';

  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  canActivate(): boolean {
    SeeingGuard.seen = this.experiments.hasVisitor ? this.experiments.visitorCode : 'nobody';
    return true;
  }
}

/** Asks two module instances about the same visitor. */
@UseInterceptors(ExperimentsInterceptor)
@WebSocketGateway()
class TwoShopsGateway {
  constructor(
    @Inject(Experiments) private readonly shop: Experiments,
    @InjectExperiments('other') private readonly other: Experiments,
  ) {}

  @SubscribeMessage('both join beta')
  joinBeta(): object {
    for (const experiments of [this.shop, this.other]) {
      experiments.setAttributes({ beta: true });
      experiments.variation('recommended_products');
    }
    return this.both();
  }

  @SubscribeMessage('both')
  both(): object {
    const instances = [this.shop, this.other];
    return { event: 'both', data: instances.map((one) => [one.visitorCode, one.isOn('new_checkout')]) };
  }
}

@UseInterceptors(ExperimentsInterceptor)
@WebSocketGateway()
class ShopGateway {
  constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

  @SubscribeMessage('recommend')
  @UseGuards(SeeingGuard)
  async recommend(
    @MessageBody() message: Message,
    @Variant('recommended_products', 'none') variation: string,
    @Visitor() visitor: string,
  ): Promise<object> {
    await Promise.resolve();
    const data = { message, variation, visitor, service: this.experiments.visitorCode };
    return { event: 'recommend', data };
  }

  @SubscribeMessage('size')
  size(@FlagValue('page_size', 0) data: number): object {
    return { event: 'size', data };
  }

  @SubscribeMessage('renewed size')
  renewedSize(): object {
    this.experiments.renew();
    return { event: 'size', data: this.experiments.value('page_size', 0) };
  }

  @SubscribeMessage('checkout')
  @FeatureFlag('new_checkout', { fallback: { event: 'checkout', data: 'closed' } })
  checkout(): object {
    return { event: 'checkout', data: 'in' };
  }

  @SubscribeMessage('join beta')
  joinBeta(): object {
    this.experiments.setAttributes({ beta: true });
    return { event: 'join beta', data: this.experiments.isOn('new_checkout') };
  }

  @SubscribeMessage('buy')
  @TrackGoal('bought')
  buy(): object {
    return { event: 'buy', data: 'thanks' };
  }
}

/** Each message says who sends it. */
function sender(context: ExecutionContext): { visitorCode: string } | undefined {
  const message = context.switchToWs().getData<Message | null>();
  if (message?.who === undefined) return undefined;
  return {
    visitorCode: message.who,
    ...(message.user !== undefined && { units: { user: message.user } }),
    ...(message.beta !== undefined && { attributes: { beta: message.beta } }),
  };
}

const EACH: ExperimentationOptions['visitor'] = { fromMessage: sender };

/** The messages of a connection belong together. */
const TOGETHER: ExperimentationOptions['visitor'] = {
  fromMessage: (context) => {
    const visitor = sender(context);
    return visitor && { ...visitor, connection: context.switchToWs().getClient<object>() };
  },
};

const LARGER = { features: { ...SHOP.features, page_size: { defaultValue: 50 } } };

describe.each(ADAPTERS)('messages over WebSockets on %s', (adapter) => {
  let running: TestApp;
  afterEach(() => running.close());

  async function start(visitor: ExperimentationOptions['visitor']): Promise<Socket> {
    SeeingGuard.seen = '';
    running = await startApp({
      adapter,
      providers: [ShopGateway],
      options: { visitor },
      before: takeSockets,
    });
    return Socket.connect(running.app);
  }

  it('are handled for the visitor whom the application names', async () => {
    const socket = await start(EACH);
    expect(await socket.ask('recommend', { who: 'anna' })).toEqual({
      message: { who: 'anna' },
      variation: 'many',
      visitor: 'anna',
      service: 'anna',
    });
    const others = await Promise.all(
      ['a', 'b', 'c'].map(async (who) =>
        (await Socket.connect(running.app)).ask<{ service: string }>('recommend', { who }),
      ),
    );
    expect(others.map(({ service }) => service)).toEqual(['a', 'b', 'c']);
  });

  it('have their visitor after the guards, as Nest runs interceptors', async () => {
    const socket = await start(EACH);
    await socket.ask('recommend', { who: 'anna' });
    expect(SeeingGuard.seen).toBe('nobody');
  });

  it('pass gates or are refused, and are counted', async () => {
    const socket = await start(EACH);
    expect(await socket.ask('checkout', { who: 'anna', beta: true })).toBe('in');
    expect(await socket.ask('checkout', { who: 'anna', beta: false })).toBe('closed');
    await socket.ask('recommend', { who: 'anna' });
    await socket.ask('recommend', { who: 'anna' });
    await socket.ask('buy', { who: 'anna' });
    await running.experiments.flush();
    expect(running.sink.of('exposure')).toMatchObject([{ visitor: { visitorCode: 'anna' } }]);
    expect(running.sink.of('goal')).toMatchObject([{ goal: 'bought', visitor: { visitorCode: 'anna' } }]);
  });

  it('without a visitor are an error that says what is missing', async () => {
    const socket = await start(EACH);
    expect(await socket.ask('recommend', {})).toMatchObject({ status: 'error' });
  });

  it('have the configuration in service each, and know nothing of each other', async () => {
    const socket = await start(EACH);
    expect(await socket.ask('size', { who: 'anna' })).toBe(20);
    expect(await socket.ask('join beta', { who: 'anna' })).toBe(true);
    running.source.publish(LARGER);
    await running.experiments.refresh();
    expect(await socket.ask('size', { who: 'anna' })).toBe(50);
    expect(await socket.ask('checkout', { who: 'anna' })).toBe('closed');
  });

  describe('of one connection', () => {
    it('keep their configuration until the application renews it', async () => {
      const socket = await start(TOGETHER);
      expect(await socket.ask('size', { who: 'anna' })).toBe(20);
      running.source.publish(LARGER);
      await running.experiments.refresh();
      expect(await socket.ask('size', { who: 'anna' })).toBe(20);
      expect(await (await Socket.connect(running.app)).ask('size', { who: 'anna' })).toBe(50);
      expect(await socket.ask('renewed size', { who: 'anna' })).toBe(50);
      expect(await socket.ask('size', { who: 'anna' })).toBe(50);
    });

    it('know what was set by earlier ones, until something else is said', async () => {
      const socket = await start(TOGETHER);
      expect(await socket.ask('checkout', { who: 'anna', beta: false })).toBe('closed');
      expect(await socket.ask('join beta', { who: 'anna', beta: false })).toBe(true);
      expect(await socket.ask('checkout', { who: 'anna', beta: false })).toBe('in');
      expect(await socket.ask('checkout', { who: 'anna' })).toBe('in');
      expect(await socket.ask('checkout', { who: 'anna', beta: true })).toBe('in');
      expect(await socket.ask('checkout', { who: 'anna', beta: false })).toBe('closed');
    });

    it('start anew with another visitor, and with another value of a unit', async () => {
      const socket = await start(TOGETHER);
      await socket.ask('join beta', { who: 'anna' });
      expect(await socket.ask('checkout', { who: 'ben' })).toBe('closed');
      expect(await socket.ask('recommend', { who: 'ben' })).toMatchObject({ service: 'ben' });
      await socket.ask('join beta', { who: 'ben' });
      expect(await socket.ask('checkout', { who: 'ben', user: '1' })).toBe('in');
      expect(await socket.ask('checkout', { who: 'ben', user: '2' })).toBe('closed');
    });

    it('know what was set by earlier ones in each of two module instances', async () => {
      running = await startApp({
        adapter,
        providers: [TwoShopsGateway],
        imports: [
          ExperimentationModule.forRoot({
            name: 'other',
            platform: memoryPlatform(new MemorySource(SHOP)),
            refresh: false,
            sinks: [],
            visitor: TOGETHER,
            logger: new LogRecorder(),
          }),
        ],
        options: { visitor: TOGETHER },
        before: takeSockets,
      });
      const socket = await Socket.connect(running.app);
      const anna = { who: 'anna' };
      expect(await socket.ask('both', anna)).toEqual([
        ['anna', false],
        ['anna', false],
      ]);
      for (const event of ['both join beta', 'both', 'both']) {
        expect(await socket.ask(event, anna), event).toEqual([
          ['anna', true],
          ['anna', true],
        ]);
      }
      expect(await socket.ask('both', { who: 'ben' })).toEqual([
        ['ben', false],
        ['ben', false],
      ]);
      expect(await (await Socket.connect(running.app)).ask('both', anna)).toEqual([
        ['anna', false],
        ['anna', false],
      ]);
    });

    it('have none when the connection is no object', async () => {
      const socket = await start({
        fromMessage: () => ({ visitorCode: 'anna', connection: 'socket-1' as unknown as object }),
      });
      expect(await socket.ask('recommend', {})).toMatchObject({ status: 'error' });
      expect(running.logger.warnings.join('\n')).toContain(
        'a connection that is no object such as the socket',
      );
    });
  });
});
