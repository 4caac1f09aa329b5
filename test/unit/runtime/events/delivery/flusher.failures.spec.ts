import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeliveryError } from '../../../../../lib/errors/delivery.error.js';
import type { SendReport } from '../../../../../lib/ports/sink.js';
import { sampleGoal } from '../../../../../lib/testing/contracts/sample-events.js';
import { FlusherBench, pass } from '../../../../support/flusher-bench.js';
import {
  codesOf,
  failWith,
  ignoreEverything,
  ScriptedSink,
  stall,
} from '../../../../support/scripted-sink.js';

const down = new DeliveryError('The collector is down.', { retryable: true, reason: 'http-503' });
const refused = new DeliveryError('Bad request.', { retryable: false, reason: 'http-400' });
const tooLarge = new DeliveryError('Too large.', { retryable: false, tooLarge: true, reason: 'http-413' });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('EventFlusher: failures', () => {
  it('tries a failed batch again before anything newer, after pauses that double up to a cap', async () => {
    const sink = new ScriptedSink();
    sink.otherwise = failWith(down);
    const bench = new FlusherBench(sink, { maxBatchSize: 2, retryInitialMs: 1_000, retryMaxMs: 4_000 });
    bench.offer('a', 'b', 'c', 'd', 'e');
    for (const [pause, attempts] of [
      [0, 1],
      [1_000, 2],
      [2_000, 3],
      [4_000, 4],
      [4_000, 5],
      [4_000, 6],
    ] as const) {
      if (pause > 0) await pass(pause - 1);
      expect(sink.attempts).toHaveLength(attempts - (pause > 0 || attempts === 1 ? 1 : 0));
      await pass(pause > 0 ? 1 : 0);
      expect(sink.attempts).toHaveLength(attempts);
    }
    expect(new Set(sink.asked.map(String))).toEqual(new Set(['a,b']));
    expect(bench.account).toEqual({ offered: 5, queued: 5 });
    sink.otherwise = () => undefined;
    await pass(4_000);
    expect(sink.asked.slice(-2)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    await pass(5_000);
    expect(codesOf(sink.delivered)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('waits as long as the receiver asks, within reason', async () => {
    const asking = (retryAfterMs: number): DeliveryError =>
      new DeliveryError('Busy.', { retryable: true, retryAfterMs });
    const sink = new ScriptedSink().script(failWith(asking(30_000)), failWith(asking(10 ** 12)));
    const bench = new FlusherBench(sink, { flushIntervalMs: 0 });
    bench.offer('a');
    await pass(0);
    await pass(29_999);
    expect(sink.attempts).toHaveLength(1);
    await pass(1);
    expect(sink.attempts).toHaveLength(2);
    await pass(599_999);
    expect(sink.attempts).toHaveLength(2);
    await pass(1);
    expect(codesOf(sink.delivered)).toEqual(['a']);
  });

  it('drops what the receiver will never take, and goes on', async () => {
    const sink = new ScriptedSink().script(failWith(refused));
    const bench = new FlusherBench(sink, { maxBatchSize: 2 });
    bench.offer('a', 'b', 'c', 'd');
    await pass(0);
    expect(codesOf(sink.delivered)).toEqual(['c', 'd']);
    expect(bench.account).toEqual({ offered: 4, delivered: 2, dropped: { 'http-400': 2 } });
    expect(bench.logger.warnings).toEqual([
      'Sink scripted lost 2 events: http-400 (DeliveryError: Bad request); 2 so far for this reason.',
    ]);
  });

  it('halves what is too large, drops a single event that is, and begins again smaller', async () => {
    const sink = new ScriptedSink();
    sink.otherwise = (batch) => {
      if (batch.length > 2 || codesOf(batch).includes('c')) throw tooLarge;
    };
    const bench = new FlusherBench(sink, { maxBatchSize: 8 });
    bench.offer('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j');
    await pass(5_000);
    expect(sink.asked.map((codes) => codes.join(''))).toEqual([
      'abcdefgh',
      'abcd',
      'ab',
      'cd',
      'c',
      'd',
      'efgh',
      'ef',
      'gh',
      'i',
      'j',
    ]);
    expect(bench.account).toEqual({ offered: 10, delivered: 9, dropped: { 'too-large': 1 } });
  });

  it('makes batches large again when small ones go well', async () => {
    const sink = new ScriptedSink().script(failWith(tooLarge));
    const bench = new FlusherBench(sink, { maxBatchSize: 4 });
    bench.offer(...Array.from({ length: 100 }, (_, i) => `v${i}`));
    await bench.pipeline.flush();
    const sizes = sink.attempts.map((batch) => batch.length);
    expect(sizes.slice(0, 4)).toEqual([4, 2, 2, 2]);
    expect(sizes.at(-1)).toBe(4);
    expect(bench.account).toEqual({ offered: 100, delivered: 100 });
  });

  it('gives a faulty sink a few attempts only', async () => {
    const sink = new ScriptedSink();
    sink.otherwise = failWith(new TypeError('x is not a function'));
    const bench = new FlusherBench(sink, { flushIntervalMs: 0 });
    bench.offer('a');
    await pass(600_000);
    expect(sink.attempts).toHaveLength(5);
    expect(bench.account).toEqual({ offered: 1, dropped: { 'sink-error': 1 } });
  });

  it('gives a batch up after `maxAttempts`', async () => {
    const sink = new ScriptedSink();
    sink.otherwise = failWith(down);
    const bench = new FlusherBench(sink, { flushIntervalMs: 0, maxAttempts: 3 });
    bench.offer('a');
    await pass(600_000);
    expect(sink.attempts).toHaveLength(3);
    expect(bench.account).toEqual({ offered: 1, dropped: { 'retries-exhausted': 1 } });
  });

  it.each([
    ['stops', stall],
    ['does not care', ignoreEverything],
  ])('tries again when a delivery takes too long and the sink %s', async (_, step) => {
    const sink = new ScriptedSink().script(step);
    const bench = new FlusherBench(sink, { flushIntervalMs: 0, deliveryTimeoutMs: 2_000 });
    bench.offer('a');
    await pass(0);
    await pass(1_999);
    expect(bench.logger.warnings).toEqual([]);
    await pass(101);
    expect(bench.logger.warnings).toEqual([expect.stringContaining('No answer within 2000 ms')]);
    expect(bench.account).toEqual({ offered: 1, queued: 1 });
    await pass(1_000);
    expect(bench.account).toEqual({ offered: 1, delivered: 1 });
  });

  it('keeps an event within the bounds only, and counts the rest', async () => {
    const sink = new ScriptedSink();
    sink.otherwise = failWith(down);
    const bench = new FlusherBench(sink, { maxBatchSize: 2 }, { maxEvents: 3 });
    bench.offer('a', 'b', 'c', 'd');
    await pass(10_000);
    bench.offer('e');
    expect(bench.account).toEqual({ offered: 5, queued: 3, dropped: { 'queue-full': 2 } });
    sink.otherwise = () => undefined;
    await pass(60_000);
    expect(codesOf(sink.delivered)).toEqual(['a', 'b', 'c']);
  });
});

describe('EventFlusher: reports', () => {
  it('counts rejected events by reason, and tries failed ones again', async () => {
    const sink = new ScriptedSink().script(([a, b, c, d]) => ({
      rejected: [{ event: b!, reason: 'filtered' }],
      failed: { events: [d!, a!], error: down },
      delivered: c,
    }));
    const bench = new FlusherBench(sink, { flushIntervalMs: 0 });
    bench.offer('a', 'b', 'c', 'd');
    await pass(0);
    expect(bench.account).toEqual({ offered: 4, delivered: 1, queued: 2, dropped: { filtered: 1 } });
    await pass(1_000);
    expect(sink.asked).toEqual([
      ['a', 'b', 'c', 'd'],
      ['a', 'd'],
    ]);
    expect(bench.account).toEqual({ offered: 4, delivered: 3, dropped: { filtered: 1 } });
    // Filtering is what the application wanted: no warning for that.
    expect(bench.logger.warnings).toEqual([expect.stringContaining('does not deliver')]);
  });

  it('drops failed events whose error is final', async () => {
    const sink = new ScriptedSink().script((batch) => ({
      failed: { events: batch.slice(1), error: refused },
    }));
    const bench = new FlusherBench(sink, { flushIntervalMs: 0 });
    bench.offer('a', 'b', 'c');
    await pass(0);
    expect(bench.account).toEqual({ offered: 3, delivered: 1, dropped: { 'http-400': 2 } });
  });

  const stranger = sampleGoal('stranger');
  it.each<[string, (batch: readonly ReturnType<typeof sampleGoal>[]) => unknown, Record<string, unknown>]>([
    [
      'events of no batch',
      () => ({ rejected: [{ event: stranger, reason: 'x' }], failed: { events: [stranger], error: down } }),
      { delivered: 2 },
    ],
    [
      'an event twice',
      ([a]) => ({
        rejected: [
          { event: a, reason: 'x' },
          { event: a, reason: 'y' },
        ],
      }),
      { delivered: 1, dropped: { y: 1 } },
    ],
    [
      'an event as rejected and failed',
      ([a]) => ({ rejected: [{ event: a, reason: 'x' }], failed: { events: [a], error: down } }),
      { delivered: 1, dropped: { x: 1 } },
    ],
    ['no reason', ([a]) => ({ rejected: [{ event: a }] }), { delivered: 1, dropped: { refused: 1 } }],
    ['something else', () => 'done', { delivered: 2 }],
    ['no list', () => ({ rejected: 5 }), { queued: 2 }],
  ])('makes sense of a report with %s', async (_, report, account) => {
    const sink = new ScriptedSink();
    sink.send = (batch) => Promise.resolve(report(batch as never) as SendReport);
    const bench = new FlusherBench(sink, { flushIntervalMs: 0 });
    bench.offer('a', 'b');
    await pass(0);
    expect(bench.account).toEqual({ offered: 2, ...account });
  });

  it('tells two offers of one event object apart', async () => {
    const sink = new ScriptedSink();
    const bench = new FlusherBench(sink, { flushIntervalMs: 0 });
    const event = sampleGoal('a');
    sink.script(() => ({ rejected: [{ event, reason: 'x' }] }));
    bench.pipeline.offer(event);
    bench.pipeline.offer(event);
    await pass(0);
    expect(bench.account).toEqual({ offered: 2, delivered: 1, dropped: { x: 1 } });
  });

  it('bounds the number of reasons', async () => {
    let n = 0;
    const sink = new ScriptedSink();
    sink.otherwise = (batch) => ({ rejected: batch.map((event) => ({ event, reason: `reason ${n++}` })) });
    const bench = new FlusherBench(sink);
    for (let i = 0; i < 200; i++) bench.offer(`v${i}`);
    await bench.pipeline.flush();
    const { dropped } = bench.pipeline.ledger().total;
    expect(dropped.size).toBe(51);
    expect(dropped.get('other')).toBe(150);
  });
});

describe('EventFlusher: log', () => {
  it('logs an outage once, and sums it up when it is over', async () => {
    const sink = new ScriptedSink();
    sink.otherwise = failWith(down);
    const bench = new FlusherBench(sink, {}, { maxEvents: 2 });
    bench.offer('a', 'b', 'c');
    await pass(300_000);
    bench.offer('d');
    expect(bench.logger.warnings).toEqual([
      'Sink scripted lost 1 event: queue-full; 1 so far for this reason.',
      'Sink scripted does not deliver (DeliveryError: The collector is down). What waits (2 events) is tried again; ' +
        'nothing more is logged about this until it is over.',
      'Sink scripted lost 1 event: queue-full; 2 so far for this reason.',
    ]);
    sink.otherwise = () => undefined;
    await pass(60_000);
    expect(bench.logger.logs).toEqual([
      expect.stringMatching(
        /^Sink scripted delivers again after 3\d\d s and \d+ failed attempts; lost meanwhile: 1 event\.$/,
      ),
    ]);
    sink.otherwise = failWith(down);
    bench.offer('e');
    await pass(100_000);
    expect(bench.logger.warnings).toHaveLength(4);
  });

  it('does not flood: one warning a minute for one reason', async () => {
    const sink = new ScriptedSink();
    sink.otherwise = failWith(refused);
    const bench = new FlusherBench(sink, { flushIntervalMs: 100 });
    for (let i = 0; i < 100; i++) {
      bench.offer(`v${i}`);
      await pass(1_200);
    }
    expect(bench.logger.warnings).toHaveLength(2);
    expect(bench.account).toEqual({ offered: 100, dropped: { 'http-400': 100 } });
  });
});
