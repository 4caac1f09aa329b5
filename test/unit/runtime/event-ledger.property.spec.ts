import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeliveryError } from '../../../lib/errors/delivery.error.js';
import type { EventKind, ExperimentationEvent } from '../../../lib/ports/sink.js';
import { EventPipeline } from '../../../lib/runtime/events/pipeline.js';
import { droppedCount } from '../../../lib/runtime/events/accounting/ledger.js';
import { sampleEvent } from '../../../lib/testing/contracts/sample-events.js';
import { expectBalanced } from '../../support/ledger-balance.js';
import type { SinkStep } from '../../support/scripted-sink.js';
import { codesOf, failWith, ignoreEverything, ScriptedSink, stall } from '../../support/scripted-sink.js';

const down = new DeliveryError('Down.', { retryable: true });
const busy = new DeliveryError('Busy.', { retryable: true, retryAfterMs: 3_000 });
const refused = new DeliveryError('Refused.', { retryable: false, reason: 'http-400' });
const tooLarge = new DeliveryError('Too large.', { retryable: false, tooLarge: true });

/** Faults after which the same events can still be delivered. */
const PASSING = {
  fine: () => undefined,
  down: failWith(down),
  busy: failWith(busy),
  stall,
  half: (batch) => ({ failed: { events: batch.filter((_, i) => i % 2 === 0), error: down } }),
  tooLargeTogether: (batch) => {
    if (batch.length > 1) throw tooLarge;
  },
  slow: () => new Promise((resolve) => setTimeout(resolve, 700)),
} satisfies Record<string, SinkStep>;

/** All others. */
const FINAL = {
  refused: failWith(refused),
  tooLarge: failWith(tooLarge),
  fault: failWith(new TypeError('bug')),
  rejectSome: (batch) => ({ rejected: batch.slice(0, 2).map((event) => ({ event, reason: 'filtered' })) }),
  ignoreEverything,
  nonsense: () => ({ rejected: 7 }) as never,
  gone: (_batch, { signal }) =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined))),
} satisfies Record<string, SinkStep>;

type Command =
  | { readonly do: 'offer'; readonly kind: EventKind; readonly visitor: string; readonly times: number }
  | { readonly do: 'fault'; readonly sink: number; readonly step: string }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'flush'; readonly deadlineMs: number | undefined }
  | { readonly do: 'close'; readonly deadlineMs: number };

const offer: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('offer' as const),
  kind: fc.constantFrom<EventKind>('exposure', 'usage', 'goal', 'attributes'),
  visitor: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  times: fc.integer({ min: 1, max: 6 }),
});
const fault = (steps: object): fc.Arbitrary<Command> =>
  fc.record({
    do: fc.constant('fault' as const),
    sink: fc.nat(1),
    step: fc.constantFrom(...Object.keys(steps)),
  });
const pass: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('pass' as const),
  ms: fc.constantFrom(0, 1, 50, 1_000, 20_000),
});
const flush: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('flush' as const),
  deadlineMs: fc.constantFrom(undefined, 0, 200, 5_000),
});
const close: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('close' as const),
  deadlineMs: fc.constantFrom(0, 100, 5_000),
});

/** A pipeline of two sinks, checked at every step and whenever something is told. */
class World {
  readonly sinks = [
    new ScriptedSink({ name: 'all' }),
    new ScriptedSink({ name: 'some', accepts: ['exposure', 'goal'] }),
  ];
  readonly pipeline: EventPipeline;
  readonly offered: ExperimentationEvent[] = [];
  readonly #promises: Promise<unknown>[] = [];

  constructor(maxEvents: number, maxAttempts: number | undefined) {
    this.pipeline = new EventPipeline({
      sinks: this.sinks,
      queue: { maxEvents },
      delivery: { maxBatchSize: 4, flushIntervalMs: 500, deliveryTimeoutMs: 2_000, maxAttempts },
      now: () => Date.now(),
      random: () => 0.5,
    });
    this.pipeline.subscribe(() => expectBalanced(this.pipeline.ledger()));
  }

  async run(command: Command): Promise<void> {
    switch (command.do) {
      case 'offer':
        for (let i = 0; i < command.times; i++) {
          const event = sampleEvent(command.kind, command.visitor);
          this.offered.push(event);
          this.pipeline.offer(event);
        }
        break;
      case 'fault': {
        const step = ({ ...PASSING, ...FINAL } as Record<string, SinkStep>)[command.step] as SinkStep;
        this.sinks[command.sink]?.script((batch, context) => {
          expectBalanced(this.pipeline.ledger());
          return step(batch, context);
        });
        break;
      }
      case 'pass':
        await vi.advanceTimersByTimeAsync(command.ms);
        break;
      case 'flush':
        this.#promises.push(this.pipeline.flush({ deadlineMs: command.deadlineMs }));
        break;
      case 'close':
        this.#promises.push(this.pipeline.close({ deadlineMs: command.deadlineMs }));
        break;
    }
    expectBalanced(this.pipeline.ledger());
  }

  /** Lets everything come to its end. */
  async end(): Promise<void> {
    const closing = this.pipeline.close({ deadlineMs: 600_000 });
    await vi.advanceTimersByTimeAsync(700_000);
    await closing;
    await Promise.all(this.#promises);
    expectBalanced(this.pipeline.ledger());
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the ledger', () => {
  it('adds up at every moment, whatever sinks, callers and the clock do', async () => {
    const command = fc.oneof(
      { weight: 5, arbitrary: offer },
      { weight: 3, arbitrary: fault({ ...PASSING, ...FINAL }) },
      { weight: 3, arbitrary: pass },
      { weight: 1, arbitrary: flush },
      { weight: 1, arbitrary: close },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom(undefined, 1, 3),
        fc.array(command, { maxLength: 40 }),
        async (maxEvents, maxAttempts, commands) => {
          vi.clearAllTimers();
          const world = new World(maxEvents, maxAttempts);
          for (const one of commands) await world.run(one);
          await world.end();
          const { total } = world.pipeline.ledger();
          expect(total.queued).toBe(0);
          for (const sink of world.sinks) expect(sink.closed).toBe(1);
          expect(vi.getTimerCount()).toBe(0);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('loses nothing and delivers everything once when faults pass and the bounds are not reached', async () => {
    const command = fc.oneof(
      { weight: 5, arbitrary: offer },
      { weight: 3, arbitrary: fault(PASSING) },
      { weight: 3, arbitrary: pass },
      { weight: 1, arbitrary: flush },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 40 }), async (commands) => {
        const world = new World(10_000, undefined);
        for (const one of commands) await world.run(one);
        await world.end();
        for (const [i, sink] of world.sinks.entries()) {
          const account = world.pipeline.ledger().sinks[i]!;
          expect(droppedCount(account)).toBe(0);
          expect(new Set(sink.delivered).size).toBe(sink.delivered.length);
          expect(sink.delivered).toHaveLength(account.delivered);
          const carried = world.offered.filter(({ kind }) => sink.accepts?.has(kind) ?? true);
          const firsts = new Set(carried.filter(isFirst));
          expect(new Set(sink.delivered)).toEqual(firsts);
          expect(codesOf(sink.delivered).length).toBe(account.offered - account.deduplicated);
        }
      }),
      { numRuns: 100 },
    );
  });
});

/** Of exposures and usages, the first of each visitor counts. */
function isFirst(event: ExperimentationEvent, index: number, all: readonly ExperimentationEvent[]): boolean {
  if (event.kind === 'goal' || event.kind === 'attributes') return true;
  const same = (other: ExperimentationEvent): boolean =>
    other.kind === event.kind && other.visitor.visitorCode === event.visitor.visitorCode;
  return all.findIndex(same) === index;
}
