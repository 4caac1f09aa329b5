import type { ExecutionContext } from '@nestjs/common';
import { Inject, UseInterceptors } from '@nestjs/common';
import type { OnGatewayConnection } from '@nestjs/websockets';
import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import type { IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import type { ExperimentationOptions } from '../../lib/index.js';
import { absmartly, Experiments, ExperimentsInterceptor } from '../../lib/index.js';
import type { WireCollector } from '../fixtures/absmartly/wire-collector.js';
import { collect, comparable, OPTIONS } from '../fixtures/absmartly/wire-collector.js';
import type { Step } from '../fixtures/absmartly/wire-scenarios.js';
import { SCENARIOS } from '../fixtures/absmartly/wire-scenarios.js';
import { playWithSdk, stepOfOurs } from '../fixtures/absmartly/wire-steps.js';
import { Socket, takeSockets } from '../support/socket.js';
import type { TestApp } from '../support/test-app.js';
import { startApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { sampleExperiment } from '../fixtures/absmartly/sample-payload.js';

interface Client extends WebSocket {
  visitorCode?: string | undefined;
}

/** Everybody gets variant 1, and will get variant 0 if they are assigned anew. */
const BEFORE = sampleExperiment({ split: [0, 1] });
const AFTER = sampleExperiment({ split: [1, 0] });
const ADULTS = JSON.stringify({ filter: [{ gte: [{ var: 'age' }, { value: 18 }] }] });

const treatment: Step = { do: 'treatment', key: 'exp' };
const size: Step = { do: 'variable', key: 'size', fallback: 0 };

describe('a visitor of A/B Smartly who is connected by a WebSocket', () => {
  let running: TestApp;
  let wire: WireCollector;
  afterEach(() => running.close());

  async function start(
    payload?: unknown,
    events?: Parameters<typeof absmartly>[0]['events'],
    together = true,
  ): Promise<void> {
    const { endpoint, serve } = (wire = await collect(payload));

    @UseInterceptors(ExperimentsInterceptor)
    @WebSocketGateway()
    class OffersGateway implements OnGatewayConnection {
      constructor(@Inject(Experiments) private readonly experiments: Experiments) {}

      handleConnection(client: Client, request: IncomingMessage): void {
        client.visitorCode = new URL(request.url ?? '', 'ws://shop').searchParams.get('visitor') ?? undefined;
      }

      @SubscribeMessage('step')
      async step(@MessageBody() step: Step): Promise<object> {
        return { event: 'step', data: await stepOfOurs(this.experiments, step, serve) };
      }

      @SubscribeMessage('renew')
      async renew(): Promise<object> {
        await this.experiments.refresh();
        this.experiments.renew();
        return { event: 'renew', data: this.experiments.program.revision };
      }

      @SubscribeMessage('somebody else')
      async other(@MessageBody() step: Step): Promise<object> {
        const data = await this.experiments.runAs({ visitorCode: 'somebody else' }, async () =>
          stepOfOurs(this.experiments, step, serve),
        );
        return { event: 'somebody else', data };
      }
    }

    const fromMessage = (context: ExecutionContext) => {
      const client = context.switchToWs().getClient<Client>();
      if (client.visitorCode === undefined) return undefined;
      return { visitorCode: client.visitorCode, ...(together && { connection: client }) };
    };
    const options: Partial<ExperimentationOptions> = {
      platform: absmartly({ endpoint, ...OPTIONS, events }),
      sinks: undefined,
      visitor: { fromMessage },
    };
    running = await startApp({ providers: [OffersGateway], options, before: takeSockets });
  }

  function connect(visitor: string): Promise<Socket> {
    return Socket.connect(running.app, `/?visitor=${encodeURIComponent(visitor)}`);
  }

  /** What one step gives; none for steps that give nothing. */
  async function play(socket: Socket, step: Step): Promise<unknown> {
    return (await socket.ask<unknown[]>('step', step))[0];
  }

  function exposures(): unknown[] {
    return wire.published().flatMap((body) => (body['exposures'] as unknown[] | undefined) ?? []);
  }

  it.each(SCENARIOS)('is decided and reported as by the SDK, a message a step: $name', async (scenario) => {
    const expected = await playWithSdk(scenario);
    await start();
    const socket = await connect(scenario.visitor);
    const answers: unknown[] = [];
    for (const step of scenario.steps) answers.push(...(await socket.ask<unknown[]>('step', step)));
    await running.experiments.flush();
    expect(answers).toEqual(expected.answers);
    expect(wire.collector.deliveries.map(comparable)).toEqual(expected.requests);
  });

  describe('keeps the assignment', () => {
    it.each([
      ['the split', AFTER],
      ['the seeds', { ...AFTER, seedHi: 1, seedLo: 2, trafficSeedHi: 3, trafficSeedLo: 4 }],
      ['the strictness', { ...AFTER, audienceStrict: true }],
      ['the audience, while no attribute is set', { ...AFTER, audience: ADULTS, audienceStrict: true }],
      ['custom fields', { ...AFTER, customFieldValues: [{ name: 'a', type: 'text', value: 'b' }] }],
    ])('when a refresh changes %s', async (_, after) => {
      await start({ experiments: [BEFORE] });
      const socket = await connect('anna');
      expect(await play(socket, treatment)).toBe(1);
      wire.serve({ experiments: [after] });
      await socket.ask('renew');
      expect(await play(socket, treatment)).toBe(1);
      await running.experiments.flush();
      expect(exposures()).toHaveLength(1);
    });

    it('and its old variables when a refresh changes the configuration of variants', async () => {
      const variants = [{ config: null }, { config: '{"size":99}' }];
      await start({ experiments: [BEFORE] });
      const socket = await connect('anna');
      expect(await play(socket, size)).toBe(10);
      wire.serve({ experiments: [{ ...AFTER, variants }] });
      await socket.ask('renew');
      expect(await play(socket, size)).toBe(10);
      expect(await play(await connect('ben'), size)).toBe(0);
    });

    it('until it is renewed, whatever the refresh of the module brings', async () => {
      await start({ experiments: [BEFORE] });
      const socket = await connect('anna');
      expect(await play(socket, treatment)).toBe(1);
      wire.serve({ experiments: [{ ...AFTER, iteration: 2 }] });
      await running.experiments.refresh();
      expect(await play(socket, treatment)).toBe(1);
      expect(await play(await connect('ben'), treatment)).toBe(0);
      await socket.ask('renew');
      expect(await play(socket, treatment)).toBe(0);
    });
  });

  describe('is assigned anew, and exposed again,', () => {
    it.each([
      ['iteration', { ...AFTER, iteration: 2 }],
      ['id', { ...AFTER, id: 2 }],
      ['traffic split', { ...AFTER, trafficSplit: [0, 0.5, 0.5] }],
      ['full-on variant', { ...AFTER, fullOnVariant: 2 }],
      ['unit type', { ...AFTER, unitType: 'user_id' }],
    ])('when a refresh changes the %s', async (_, after) => {
      await start({ experiments: [BEFORE] });
      const socket = await connect('anna');
      expect(await play(socket, treatment)).toBe(1);
      wire.serve({ experiments: [after] });
      await socket.ask('renew');
      expect(await play(socket, treatment)).not.toBe(1);
      await play(socket, treatment);
      await running.experiments.flush();
      expect(exposures()).toHaveLength(2);
    });

    it('when an attribute moves them out of the audience, and not when it does not', async () => {
      await start({ experiments: [{ ...BEFORE, audience: ADULTS, audienceStrict: true }] });
      const socket = await connect('anna');
      await play(socket, { do: 'attributes', values: { age: 30 } });
      expect(await play(socket, treatment)).toBe(1);
      await play(socket, { do: 'attributes', values: { age: 31 } });
      expect(await play(socket, treatment)).toBe(1);
      await play(socket, { do: 'attributes', values: { age: 7 } });
      expect(await play(socket, treatment)).toBe(0);
      await running.experiments.flush();
      expect(exposures()).toMatchObject([{ audienceMismatch: false }, { audienceMismatch: true }]);
    });
  });

  it('is exposed once, and with another visitor in runAs that one too', async () => {
    await start({ experiments: [BEFORE] });
    const socket = await connect('anna');
    for (let i = 0; i < 5; i++) await play(socket, treatment);
    await socket.ask('somebody else', { do: 'override', key: 'exp', variant: 0 });
    expect(await socket.ask('somebody else', treatment)).toEqual([1]);
    await running.experiments.flush();
    expect(exposures()).toHaveLength(2);
    expect(new Set(wire.published().map(({ units }) => JSON.stringify(units))).size).toBe(2);
  });

  it('has a unit once and for all', async () => {
    await start({ experiments: [BEFORE] });
    const socket = await connect('anna');
    await play(socket, { do: 'unit', key: 'user_id', value: 1 });
    await play(socket, { do: 'unit', key: 'user_id', value: 1 });
    expect(await socket.ask('step', { do: 'unit', key: 'user_id', value: 2 })).toMatchObject({
      status: 'error',
    });
  });

  it('is reported by interval while connected', async () => {
    await start({ experiments: [BEFORE] }, { flushIntervalMs: 20 });
    const socket = await connect('anna');
    await play(socket, treatment);
    await until('the exposure', () => exposures().length === 1);
    await play(socket, { do: 'goal', key: 'bought' });
    await until('the goal', () => wire.published().length === 2);
    expect(wire.published()[1]).toMatchObject({ goals: [{ name: 'bought' }] });
  });

  it('is sealed by close: what was there is delivered, what comes after is an error that throws nothing', async () => {
    await start({ experiments: [BEFORE] });
    const socket = await connect('anna');
    await play(socket, treatment);
    await running.experiments.close();
    expect(wire.published()).toMatchObject([{ exposures: [{ name: 'exp', variant: 1 }] }]);
    await play(socket, { do: 'goal', key: 'late' });
    expect(await play(socket, treatment)).toBe(1);
    expect(running.experiments.ledger().total.dropped.get('closed')).toBe(1);
    expect(running.logger.errors.join('\n')).toContain('An event (goal) came after the module was closed');
    expect(wire.published()).toHaveLength(1);
  });

  it('without a connection is a new context with each message', async () => {
    await start({ experiments: [BEFORE] }, undefined, false);
    const socket = await connect('anna');
    expect(await play(socket, treatment)).toBe(1);
    wire.serve({ experiments: [AFTER] });
    await running.experiments.refresh();
    expect(await play(socket, treatment)).toBe(0);
  });
});
