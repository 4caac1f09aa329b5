import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { growthbookSink } from '../../../../../lib/platforms/growthbook/wire/growthbook.sink.js';
import { EventPipeline } from '../../../../../lib/runtime/events/pipeline.js';
import type {
  EventDeliveryOptions,
  EventQueueOptions,
} from '../../../../../lib/runtime/events/accounting/settings.js';
import { sampleExposure, sampleGoal } from '../../../../../lib/testing/contracts/sample-events.js';
import type { CollectorReply } from '../../../../support/collector.js';
import {
  acceptButCut,
  atMost,
  Collector,
  cut,
  hang,
  ok,
  status,
  times,
} from '../../../../support/collector.js';
import { expectBalanced, shortAccount } from '../../../../support/ledger-balance.js';
import { LogRecorder } from '../../../../support/log-recorder.js';
import { until } from '../../../../support/until.js';

/** A pipeline with GrowthBook's sink before a real collector. Pauses are short, since they are real. */
function pipelineTo(
  collector: Collector,
  delivery: EventDeliveryOptions = {},
  queue: EventQueueOptions = {},
): EventPipeline {
  return new EventPipeline({
    sinks: [growthbookSink({ clientKey: 'sdk-1', ingestorHost: collector.origin })],
    delivery: { flushIntervalMs: 5, retryInitialMs: 5, retryMaxMs: 20, maxBatchSize: 10, ...delivery },
    queue,
  });
}

function offer(pipeline: EventPipeline, count: number, prefix = 'v'): string[] {
  const codes = Array.from({ length: count }, (_, i) => `${prefix}${i}`);
  for (const code of codes) pipeline.offer(sampleGoal(code));
  return codes;
}

const arrived = ({ events }: Collector): unknown[] => events.map(({ device_id: id }) => id);

function account(pipeline: EventPipeline): Record<string, unknown> {
  expectBalanced(pipeline.ledger());
  return shortAccount(pipeline.ledger().total);
}

async function delivered(pipeline: EventPipeline, count: number): Promise<void> {
  await until(`${count} events delivered`, () => pipeline.ledger().total.delivered === count);
}

describe('delivery to a collector that', () => {
  it('refuses connections: everything arrives when it listens again, once and in order', async () => {
    const collector = await Collector.start();
    await collector.refuse();
    const pipeline = pipelineTo(collector);
    const codes = offer(pipeline, 25);
    expect(await pipeline.flush()).toBe(false);
    expect(account(pipeline)).toEqual({ offered: 25, queued: 25 });
    await collector.listen();
    await delivered(pipeline, 25);
    expect(arrived(collector)).toEqual(codes);
    await pipeline.close();
  });

  it('hangs: the delivery is given up and tried again', async () => {
    const collector = await Collector.start();
    collector.script(hang, hang);
    const pipeline = pipelineTo(collector, { deliveryTimeoutMs: 500 });
    const codes = offer(pipeline, 5);
    await delivered(pipeline, 5);
    expect(collector.deliveries.length).toBeGreaterThanOrEqual(3);
    expect([...new Set(arrived(collector))]).toEqual(codes);
    await pipeline.close();
  });

  it.each([400, 401, 404, 422])('answers %i: the batch is counted, the others arrive', async (code) => {
    const collector = await Collector.start();
    collector.script(status(code));
    const pipeline = pipelineTo(collector);
    const codes = offer(pipeline, 25);
    expect(await pipeline.flush()).toBe(true);
    expect(account(pipeline)).toEqual({ offered: 25, delivered: 15, dropped: { [`http-${code}`]: 10 } });
    expect(arrived(collector)).toEqual(codes.slice(10));
    await pipeline.close();
  });

  it('answers 413 above 3 events: batches are halved, everything arrives in order', async () => {
    const collector = await Collector.start(atMost(3));
    const pipeline = pipelineTo(collector);
    const codes = offer(pipeline, 25);
    expect(await pipeline.flush()).toBe(true);
    expect(account(pipeline)).toEqual({ offered: 25, delivered: 25 });
    expect(arrived(collector)).toEqual(codes);
    await pipeline.close();
  });

  it('answers 413 to everything: every event is counted', async () => {
    const collector = await Collector.start(status(413));
    const pipeline = pipelineTo(collector);
    offer(pipeline, 25);
    expect(await pipeline.flush()).toBe(true);
    expect(account(pipeline)).toEqual({ offered: 25, dropped: { 'too-large': 25 } });
    await pipeline.close();
  });

  it('answers 429 with Retry-After: it is left alone, then gets everything', async () => {
    const collector = await Collector.start();
    collector.script(status(429, { 'retry-after': '1' }));
    const pipeline = pipelineTo(collector);
    const codes = offer(pipeline, 5);
    expect(await pipeline.flush()).toBe(false);
    expect(collector.deliveries).toHaveLength(1);
    await delivered(pipeline, 5);
    expect(collector.deliveries).toHaveLength(2);
    expect(arrived(collector)).toEqual(codes);
    await pipeline.close();
  });

  it.each([500, 502, 503])('answers %i seven times: everything arrives', async (code) => {
    const collector = await Collector.start();
    collector.script(...times(7, status(code)));
    const pipeline = pipelineTo(collector);
    const codes = offer(pipeline, 25);
    await delivered(pipeline, 25);
    expect(arrived(collector)).toEqual(codes);
    expect(collector.mostAtOnce).toBe(1);
    await pipeline.close();
  });

  it('cuts the line in the middle: everything arrives', async () => {
    const collector = await Collector.start();
    collector.script(cut, cut, cut);
    const pipeline = pipelineTo(collector);
    const codes = offer(pipeline, 25);
    await delivered(pipeline, 25);
    expect(arrived(collector)).toEqual(codes);
    await pipeline.close();
  });

  it('keeps a batch but loses its answer: the batch arrives twice, which nobody can prevent, and is counted once', async () => {
    const collector = await Collector.start();
    collector.script(acceptButCut);
    const pipeline = pipelineTo(collector);
    const codes = offer(pipeline, 15);
    await delivered(pipeline, 15);
    expect(arrived(collector)).toEqual([...codes.slice(0, 10), ...codes]);
    expect(account(pipeline)).toEqual({ offered: 15, delivered: 15 });
    await pipeline.close();
  });

  it('is away for longer than the queue holds: goals stay, the rest is counted', async () => {
    const collector = await Collector.start();
    await collector.refuse();
    const pipeline = pipelineTo(collector, {}, { maxEvents: 20 });
    for (let i = 0; i < 30; i++) pipeline.offer(sampleExposure(`e${i}`));
    const goals = offer(pipeline, 15, 'g');
    expect(account(pipeline)).toEqual({
      offered: 45,
      queued: 20,
      dropped: { 'queue-full': 10, displaced: 15 },
    });
    await collector.listen();
    await pipeline.flush();
    expect(arrived(collector)).toEqual(['e0', 'e1', 'e2', 'e3', 'e4', ...goals]);
    await pipeline.close();
  });
});

describe('shutdown', () => {
  it('in the middle of a burst delivers all of it', async () => {
    const collector = await Collector.start();
    const pipeline = pipelineTo(collector, { maxBatchSize: 500 });
    const codes = offer(pipeline, 3_000);
    await until('the first delivery', () => collector.deliveries.length > 0);
    codes.push(...offer(pipeline, 3_000, 'w'));
    await pipeline.close({ deadlineMs: 60_000 });
    expect(arrived(collector)).toEqual(codes);
    expect(account(pipeline)).toEqual({ offered: 6_000, delivered: 6_000 });
  });

  it('survives a collector that stumbles', async () => {
    const collector = await Collector.start();
    collector.script(status(503), cut, status(500), ok, status(502));
    const pipeline = pipelineTo(collector, { flushIntervalMs: 60_000 });
    const codes = offer(pipeline, 25);
    await pipeline.close({ deadlineMs: 60_000 });
    expect(arrived(collector)).toEqual(codes);
  });

  it('before a collector that hangs or is gone ends at its deadline, everything counted', async () => {
    const hanging = await Collector.start(hang);
    const gone = await Collector.start();
    await gone.refuse();
    for (const collector of [hanging, gone]) {
      const pipeline = pipelineTo(collector);
      offer(pipeline, 25);
      await pipeline.close({ deadlineMs: 150 });
      expect(account(pipeline)).toEqual({ offered: 25, dropped: { 'shutdown-deadline': 25 } });
    }
  });
});

describe('deliveries', () => {
  it('lose nothing over any script of faults that pass', async () => {
    const replies: Record<string, CollectorReply> = {
      ok,
      '500': status(500),
      '503 with Retry-After': status(503, { 'retry-after': '0' }),
      '413': atMost(2),
      cut,
      acceptButCut,
    };
    const script = fc.array(fc.constantFrom(...Object.keys(replies)), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(script, fc.integer({ min: 1, max: 40 }), async (names, count) => {
        const collector = await Collector.start();
        collector.script(...names.map((name) => replies[name] as CollectorReply));
        const pipeline = pipelineTo(collector, { retryInitialMs: 1, retryMaxMs: 2 });
        const codes = offer(pipeline, count);
        await delivered(pipeline, count);
        // A batch whose answer was lost arrives twice; nothing else does.
        const twice = names.includes('acceptButCut');
        expect(twice ? [...new Set(arrived(collector))] : arrived(collector)).toEqual(codes);
        expect(account(pipeline)).toEqual({ offered: count, delivered: count });
        await pipeline.close();
        await collector.refuse();
      }),
      { numRuns: 25 },
    );
  });

  it('keep the process alive only while somebody awaits a flush', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const collector = await Collector.start(status(503));
    const pipeline = pipelineTo(collector, { flushIntervalMs: 60_000 });
    const before = timers();
    offer(pipeline, 3);
    expect(timers()).toBe(before);
    const flushing = pipeline.flush({ deadlineMs: 60_000 });
    expect(timers()).toBe(before + 1);
    collector.otherwise = ok;
    await flushing;
    expect(account(pipeline)).toEqual({ offered: 3, delivered: 3 });
    await pipeline.close();
  });

  it('log no key', async () => {
    const logger = new LogRecorder();
    const collector = await Collector.start(status(401));
    const sink = growthbookSink({ clientKey: 'sdk-secret', ingestorHost: collector.origin });
    const pipeline = new EventPipeline({ sinks: [sink], logger });
    offer(pipeline, 1);
    await pipeline.flush();
    await collector.refuse();
    offer(pipeline, 1);
    await pipeline.flush();
    await pipeline.close({ deadlineMs: 50 });
    expect(logger.warnings).toHaveLength(3);
    expect([...logger.warnings, ...logger.logs].join('\n')).not.toContain('sdk-secret');
  });
});
