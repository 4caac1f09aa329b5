import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventKind } from '../../../../../lib/ports/sink.js';
import type { QueuedEvent } from '../../../../../lib/runtime/events/queue/queue.js';
import { EventQueue } from '../../../../../lib/runtime/events/queue/queue.js';
import { sampleEvent } from '../../../../../lib/testing/contracts/sample-events.js';

const KINDS: readonly EventKind[] = ['attributes', 'usage', 'exposure', 'goal'];

class Bench {
  readonly displaced: QueuedEvent[] = [];
  readonly queue: EventQueue;
  #seq = 0;

  constructor(maxEvents: number, maxBytes = 1_000_000) {
    this.queue = new EventQueue(maxEvents, maxBytes, (entry) => this.displaced.push(entry));
  }

  entry(kind: EventKind, bytes = 100): QueuedEvent {
    return { event: sampleEvent(kind, `v${this.#seq}`), bytes, seq: this.#seq++ };
  }

  offer(...kinds: EventKind[]): (string | undefined)[] {
    return kinds.map((kind) => this.queue.offer(this.entry(kind)));
  }
}

const seqs = (entries: readonly QueuedEvent[]): number[] => entries.map(({ seq }) => seq);
const kinds = (entries: readonly QueuedEvent[]): EventKind[] => entries.map(({ event }) => event.kind);

describe('EventQueue', () => {
  it('gives events back in the order they came, whatever their kind', () => {
    const bench = new Bench(100);
    bench.offer('goal', 'attributes', 'exposure', 'usage', 'goal', 'exposure');
    expect(seqs(bench.queue.take(4))).toEqual([0, 1, 2, 3]);
    expect(bench.queue.oldestSeq).toBe(4);
    expect(seqs(bench.queue.take(100))).toEqual([4, 5]);
    expect(bench.queue.oldestSeq).toBeUndefined();
  });

  it('refuses the newest of equals when it is full, so that first exposures stay', () => {
    const bench = new Bench(2);
    expect(bench.offer('exposure', 'exposure', 'exposure')).toEqual([undefined, undefined, 'queue-full']);
    expect(seqs(bench.queue.take(9))).toEqual([0, 1]);
  });

  it('gives up the least important first, and of those the newest', () => {
    const bench = new Bench(4);
    bench.offer('attributes', 'usage', 'usage', 'exposure');
    expect(bench.offer('goal', 'goal', 'exposure', 'goal', 'goal')).toEqual([
      undefined, // displaces the attribute change
      undefined, // displaces the newer usage
      undefined, // displaces the older usage
      undefined, // displaces the newer exposure
      undefined, // displaces the older exposure
    ]);
    expect(seqs(bench.displaced)).toEqual([0, 2, 1, 6, 3]);
    expect(kinds(bench.queue.take(9))).toEqual(['goal', 'goal', 'goal', 'goal']);
  });

  it('never gives up what is as important as the newcomer', () => {
    const bench = new Bench(2);
    bench.offer('goal', 'goal');
    expect(bench.offer('goal', 'exposure', 'usage', 'attributes')).toEqual(Array(4).fill('queue-full'));
    expect(bench.displaced).toEqual([]);
  });

  it('counts what was taken until it is settled, and does not give it up', () => {
    const bench = new Bench(2);
    bench.offer('attributes', 'attributes');
    const taken = bench.queue.take(2);
    expect(bench.queue).toMatchObject({ size: 2, waiting: 0, bytes: 200 });
    expect(bench.offer('goal')).toEqual(['queue-full']);
    for (const entry of taken) bench.queue.settle(entry);
    expect(bench.queue).toMatchObject({ size: 0, bytes: 0 });
    expect(bench.offer('goal')).toEqual([undefined]);
  });

  it('is bounded by bytes as well', () => {
    const bench = new Bench(100, 1_000);
    expect(bench.queue.offer(bench.entry('exposure', 600))).toBeUndefined();
    expect(bench.queue.offer(bench.entry('exposure', 600))).toBe('queue-full');
    expect(bench.queue.offer(bench.entry('exposure', 400))).toBeUndefined();
    expect(bench.queue.offer(bench.entry('goal', 500))).toBeUndefined();
    // Both exposures had to go: the newer one alone was too small.
    expect(seqs(bench.displaced)).toEqual([2, 0]);
    expect(bench.queue.bytes).toBe(500);
  });

  it('gives nothing up for an event that would not fit anyway', () => {
    const bench = new Bench(100, 1_000);
    bench.queue.offer(bench.entry('goal', 500));
    bench.queue.offer(bench.entry('exposure', 400));
    expect(bench.queue.offer(bench.entry('goal', 900))).toBe('queue-full');
    expect(bench.queue.offer(bench.entry('goal', 1_001))).toBe('too-large');
    expect(bench.displaced).toEqual([]);
  });

  it('never exceeds its bounds, loses nothing unseen and keeps the order, whatever happens', () => {
    const step = fc.oneof(
      fc.record({
        do: fc.constant('offer' as const),
        kind: fc.constantFrom(...KINDS),
        bytes: fc.integer({ min: 1, max: 400 }),
      }),
      fc.record({ do: fc.constant('take' as const), count: fc.integer({ min: 1, max: 8 }) }),
      fc.record({ do: fc.constant('settle' as const) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.array(step, { maxLength: 200 }), (maxEvents, steps) => {
        const bench = new Bench(maxEvents, 1_000);
        const { queue } = bench;
        let queued = 0;
        let settled = 0;
        const order: number[] = [];
        let taken: QueuedEvent[] = [];
        for (const one of steps) {
          if (one.do === 'offer') {
            if (queue.offer(bench.entry(one.kind, one.bytes)) === undefined) queued++;
          } else if (one.do === 'take') {
            const batch = queue.take(one.count);
            order.push(...seqs(batch));
            taken.push(...batch);
          } else {
            for (const entry of taken) queue.settle(entry);
            settled += taken.length;
            taken = [];
          }
          expect(queue.size).toBeLessThanOrEqual(maxEvents);
          expect(queue.bytes).toBeLessThanOrEqual(1_000);
          expect(queued).toBe(queue.size + settled + bench.displaced.length);
        }
        expect(order).toEqual(order.toSorted((a, b) => a - b));
      }),
      { numRuns: 150 },
    );
  });
});
