import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeliveryError } from '../../../../../lib/errors/delivery.error.js';
import { FlusherBench, pass } from '../../../../support/flusher-bench.js';
import { failWith, gate, ScriptedSink, stall } from '../../../../support/scripted-sink.js';

const down = new DeliveryError('The collector is down.', { retryable: true, reason: 'http-503' });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('EventFlusher: batches', () => {
  it('has no timer without work', async () => {
    const bench = new FlusherBench(new ScriptedSink());
    expect(vi.getTimerCount()).toBe(0);
    bench.offer('a');
    expect(vi.getTimerCount()).toBe(1);
    bench.offer('b');
    expect(vi.getTimerCount()).toBe(1);
    await pass(5_000);
    expect(vi.getTimerCount()).toBe(0);
    await bench.pipeline.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('delivers after the interval since the first event of an empty queue', async () => {
    const bench = new FlusherBench(new ScriptedSink(), { flushIntervalMs: 1_000 });
    bench.offer('a');
    await pass(900);
    bench.offer('b');
    await pass(99);
    expect(bench.sink.asked).toEqual([]);
    await pass(1);
    expect(bench.sink.asked).toEqual([['a', 'b']]);
    await pass(400);
    bench.offer('c');
    await pass(999);
    expect(bench.sink.asked).toHaveLength(1);
    await pass(1);
    expect(bench.sink.asked).toEqual([['a', 'b'], ['c']]);
  });

  it('delivers a full batch at once, but not within the offer', async () => {
    const bench = new FlusherBench(new ScriptedSink(), { maxBatchSize: 3 });
    bench.offer('a', 'b', 'c', 'd');
    expect(bench.sink.asked).toEqual([]);
    await pass(0);
    expect(bench.sink.asked).toEqual([['a', 'b', 'c']]);
    expect(bench.account).toEqual({ offered: 4, delivered: 3, queued: 1 });
    await pass(5_000);
    expect(bench.sink.asked).toEqual([['a', 'b', 'c'], ['d']]);
  });

  it("lets a sink's own batching win", async () => {
    const sink = new ScriptedSink({ batching: { maxBatchSize: 2, flushIntervalMs: 50 } });
    const bench = new FlusherBench(sink, { maxBatchSize: 100, flushIntervalMs: 10_000 });
    bench.offer('a', 'b', 'c');
    await pass(50);
    expect(sink.asked).toEqual([['a', 'b'], ['c']]);
  });

  it('has one delivery under way at a time', async () => {
    const first = gate();
    const bench = new FlusherBench(new ScriptedSink().script(first.step), { maxBatchSize: 2 });
    bench.offer('a', 'b');
    await pass(0);
    bench.offer('c', 'd', 'e', 'f');
    const flushed = bench.pipeline.flush();
    await pass(8_000);
    expect(bench.sink.asked).toEqual([['a', 'b']]);
    expect(bench.account).toEqual({ offered: 6, queued: 6 });
    first.open();
    await pass(0);
    expect(await flushed).toBe(true);
    expect(bench.sink.asked).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
    ]);
    expect(bench.sink.mostAtOnce).toBe(1);
  });
});

describe('EventFlusher: flush', () => {
  it('waits for the batch under way and for what is queued, not for what comes later', async () => {
    const [first, second] = [gate(), gate()];
    const bench = new FlusherBench(
      new ScriptedSink().script(first.step, () => undefined, second.step),
      { maxBatchSize: 1 },
    );
    bench.offer('a');
    await pass(0);
    bench.offer('b');
    let flushed = false;
    const flush = bench.pipeline.flush().then((complete) => (flushed = complete));
    bench.offer('c');
    await pass(100);
    expect(flushed).toBe(false);
    first.open();
    await pass(0);
    await flush;
    expect(flushed).toBe(true);
    expect(bench.account).toEqual({ offered: 3, delivered: 2, queued: 1 });
    second.open();
  });

  it('joins a flush that is under way', async () => {
    const first = gate();
    const bench = new FlusherBench(new ScriptedSink().script(first.step));
    bench.offer('a', 'b');
    const flushes = Promise.all([
      bench.pipeline.flush(),
      bench.pipeline.flush(),
      bench.pipeline.flush({ deadlineMs: 9_000 }),
    ]);
    await pass(10);
    first.open();
    await pass(0);
    expect(await flushes).toEqual([true, true, true]);
    expect(bench.sink.attempts).toHaveLength(1);
  });

  it('cuts a pause between attempts short', async () => {
    const sink = new ScriptedSink().script(failWith(down));
    const bench = new FlusherBench(sink, { flushIntervalMs: 0 });
    bench.offer('a');
    await pass(0);
    expect(bench.account).toEqual({ offered: 1, queued: 1 });
    expect(await bench.pipeline.flush()).toBe(true);
    expect(bench.account).toEqual({ offered: 1, delivered: 1 });
  });

  it('ends after a few failures in a row, and leaves the events queued', async () => {
    const sink = new ScriptedSink();
    sink.otherwise = failWith(down);
    const bench = new FlusherBench(sink, { flushAttempts: 4 });
    bench.offer('a');
    expect(await bench.pipeline.flush()).toBe(false);
    expect(sink.attempts).toHaveLength(4);
    expect(bench.account).toEqual({ offered: 1, queued: 1 });
    sink.otherwise = () => undefined;
    await pass(60_000);
    expect(bench.account).toEqual({ offered: 1, delivered: 1 });
  });

  it('goes on while something gets through', async () => {
    const sink = new ScriptedSink();
    sink.script(
      ...Array.from({ length: 10 }, () => [failWith(down), failWith(down), () => undefined]).flat(),
    );
    const bench = new FlusherBench(sink, { maxBatchSize: 1, flushAttempts: 3 });
    bench.offer(...Array.from({ length: 10 }, (_, i) => `v${i}`));
    expect(await bench.pipeline.flush()).toBe(true);
    expect(sink.attempts).toHaveLength(30);
  });

  it('does not press a receiver that asks for time', async () => {
    const busy = new DeliveryError('Busy.', { retryable: true, retryAfterMs: 5_000 });
    const sink = new ScriptedSink();
    sink.otherwise = failWith(busy);
    const bench = new FlusherBench(sink);
    bench.offer('a');
    expect(await bench.pipeline.flush()).toBe(false);
    expect(sink.attempts).toHaveLength(1);
  });

  it('ends at its deadline, whatever the sink does', async () => {
    const bench = new FlusherBench(new ScriptedSink().script(stall));
    bench.offer('a');
    const flush = bench.pipeline.flush({ deadlineMs: 300 });
    await pass(300);
    expect(await flush).toBe(false);
    expect(bench.account).toEqual({ offered: 1, queued: 1 });
  });

  it('tries until its deadline, with short pauses, and returns to long ones', async () => {
    const sink = new ScriptedSink();
    sink.otherwise = failWith(down);
    const bench = new FlusherBench(sink, { retryInitialMs: 30_000 });
    bench.offer('a');
    const flush = bench.pipeline.flush({ deadlineMs: 2_000 });
    await pass(2_000);
    expect(await flush).toBe(false);
    // After 0, 100, 300, 700 and 1,500 ms; the next one would be too late.
    expect(sink.attempts).toHaveLength(5);
    await pass(20_000);
    expect(sink.attempts).toHaveLength(5);
    await pass(40_000);
    expect(sink.attempts).toHaveLength(6);
  });

  it('has nothing to do when nothing is queued', async () => {
    const bench = new FlusherBench(new ScriptedSink());
    expect(await bench.pipeline.flush()).toBe(true);
    expect(bench.sink.attempts).toEqual([]);
  });

  it('leaves no timer behind', async () => {
    const bench = new FlusherBench(new ScriptedSink());
    bench.offer('a');
    await bench.pipeline.flush();
    bench.offer('b');
    await bench.pipeline.flush({ deadlineMs: 60_000 });
    expect(vi.getTimerCount()).toBe(0);
  });
});
