import { describe, expect, it } from 'vitest';
import { DeliveryError } from '../../../../lib/errors/delivery.error.js';
import { EventPipeline } from '../../../../lib/runtime/events/pipeline.js';
import { sampleExposure, sampleGoal } from '../../../../lib/testing/contracts/sample-events.js';
import { shortAccount } from '../../../support/ledger-balance.js';
import { LogRecorder } from '../../../support/log-recorder.js';
import {
  codesOf,
  failWith,
  gate,
  ignoreEverything,
  ScriptedSink,
  stall,
} from '../../../support/scripted-sink.js';

const down = new DeliveryError('The collector is down.', { retryable: true });

describe('EventPipeline: close', () => {
  it('delivers what is left, closes the sinks, and does so once', async () => {
    const sinks = [new ScriptedSink(), new ScriptedSink({ name: 'other' })];
    const pipeline = new EventPipeline({ sinks });
    for (let i = 0; i < 250; i++) pipeline.offer(sampleGoal(`v${i}`));
    const closing = pipeline.close();
    expect(pipeline.close({ deadlineMs: 1 })).toBe(closing);
    pipeline.offer(sampleGoal('late'));
    await closing;
    pipeline.offer(sampleExposure('later'));
    expect(sinks.map(({ closed }) => closed)).toEqual([1, 1]);
    const account = { offered: 252, delivered: 250, dropped: { closed: 2 } };
    expect(pipeline.ledger().sinks.map(shortAccount)).toEqual([account, account]);
    expect(await pipeline.flush()).toBe(true);
  });

  it('says as an error that an event came too late', async () => {
    const logger = new LogRecorder();
    const pipeline = new EventPipeline({ sinks: [new ScriptedSink()], logger });
    await pipeline.close();
    pipeline.offer(sampleGoal('late'));
    pipeline.offer(sampleGoal('later'));
    expect(logger.errors).toHaveLength(1);
    expect(shortAccount(pipeline.ledger().total)).toEqual({ offered: 2, dropped: { closed: 2 } });
  });

  it('keeps trying until its deadline', async () => {
    const sink = new ScriptedSink().script(failWith(down), failWith(down), failWith(down), failWith(down));
    const pipeline = new EventPipeline({ sinks: [sink], random: () => 0 });
    pipeline.offer(sampleGoal('a'));
    await pipeline.close({ deadlineMs: 60_000 });
    expect(shortAccount(pipeline.ledger().total)).toEqual({ offered: 1, delivered: 1 });
  });

  it('counts what is left at the deadline, and leaves a delivery that goes on behind', async () => {
    const polite = new ScriptedSink({ name: 'polite', batching: { maxBatchSize: 2 } });
    const deaf = new ScriptedSink({ name: 'deaf', batching: { maxBatchSize: 2 } });
    polite.otherwise = stall;
    deaf.otherwise = ignoreEverything;
    const pipeline = new EventPipeline({ sinks: [polite, deaf] });
    for (let i = 0; i < 5; i++) pipeline.offer(sampleGoal(`v${i}`));
    await pipeline.close({ deadlineMs: 20 });
    const account = { offered: 5, dropped: { 'shutdown-deadline': 5 } };
    expect(pipeline.ledger().sinks.map(shortAccount)).toEqual([account, account]);
    expect([polite.closed, deaf.closed]).toEqual([1, 1]);
  });

  it('ends every flush that is awaited', async () => {
    const sink = new ScriptedSink().script(ignoreEverything);
    const pipeline = new EventPipeline({ sinks: [sink] });
    pipeline.offer(sampleGoal('a'));
    const flushing = [pipeline.flush(), pipeline.flush({ deadlineMs: 3_600_000 })];
    await pipeline.close({ deadlineMs: 0 });
    // Everything is delivered or counted as lost.
    expect(await Promise.all(flushing)).toEqual([true, true]);
  });

  it('counts a delivery that ends while it is being stopped', async () => {
    const sink = new ScriptedSink().script(
      (_batch, { signal }) =>
        new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined))),
    );
    const pipeline = new EventPipeline({ sinks: [sink] });
    pipeline.offer(sampleGoal('a'));
    await pipeline.close({ deadlineMs: 10 });
    expect(shortAccount(pipeline.ledger().total)).toEqual({ offered: 1, delivered: 1 });
  });

  it('ends at once where the receiver asks for more time than there is', async () => {
    const busy = new DeliveryError('Busy.', { retryable: true, retryAfterMs: 60_000 });
    const sink = new ScriptedSink();
    sink.otherwise = failWith(busy);
    const pipeline = new EventPipeline({ sinks: [sink] });
    pipeline.offer(sampleGoal('a'));
    await pipeline.close({ deadlineMs: 30_000 });
    expect(sink.attempts).toHaveLength(1);
    expect(shortAccount(pipeline.ledger().total)).toEqual({
      offered: 1,
      dropped: { 'shutdown-deadline': 1 },
    });
  });

  it.each<[string, () => Promise<void>]>([
    [
      'throws',
      () => {
        throw new Error('no close');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no close'))],
    ['never ends', () => new Promise(() => undefined)],
  ])('is not held up by a sink whose close %s', async (_, close) => {
    const logger = new LogRecorder();
    const sink = Object.assign(new ScriptedSink(), { close });
    const pipeline = new EventPipeline({ sinks: [sink], logger });
    const lives: string[] = [];
    pipeline.subscribe(({ type }) => lives.push(type));
    await pipeline.close();
    expect(logger.warnings).toEqual([
      expect.stringMatching(/^Sink scripted did not close: Error: (no close|It was not closed)/),
    ]);
    expect(lives).toEqual(['error', 'close']);
  });

  it('logs the account of every sink that had something to do', async () => {
    const logger = new LogRecorder();
    const refused = new DeliveryError('Bad request.', { retryable: false, reason: 'http-400' });
    const sinks = [
      new ScriptedSink({ name: 'a' }).script(failWith(refused)),
      new ScriptedSink({ name: 'b', accepts: ['usage'] }),
    ];
    const pipeline = new EventPipeline({ sinks, logger });
    pipeline.offer(sampleGoal('v'));
    await pipeline.close();
    expect(logger.logs).toEqual([
      'Events at shutdown - a: offered 1 = delivered 0 + deduplicated 0 + held 0 + dropped 1 (http-400 1) + queued 0',
    ]);
  });

  it('closes while a batch is on its way', async () => {
    const { step, open } = gate();
    const sink = new ScriptedSink().script(step);
    const pipeline = new EventPipeline({ sinks: [sink] });
    pipeline.offer(sampleGoal('a'));
    const flushing = pipeline.flush();
    pipeline.offer(sampleGoal('b'));
    const closing = pipeline.close();
    open();
    await closing;
    expect(await flushing).toBe(true);
    expect(codesOf(sink.delivered)).toEqual(['a', 'b']);
    expect(sink.mostAtOnce).toBe(1);
  });
});
