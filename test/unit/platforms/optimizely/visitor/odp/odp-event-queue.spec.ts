import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeliveryError } from '../../../../../../lib/errors/delivery.error.js';
import type { OdpWireEvent } from '../../../../../../lib/platforms/optimizely/visitor/odp/odp-event.js';
import type {
  OdpDelivery,
  OdpQueueOptions,
} from '../../../../../../lib/platforms/optimizely/visitor/odp/odp-event-queue.js';
import { OdpEventQueue } from '../../../../../../lib/platforms/optimizely/visitor/odp/odp-event-queue.js';

const TARGET = { host: 'https://odp.example', publicKey: 'key' };
const DOWN = new DeliveryError('ODP is down.', { retryable: true, reason: 'http-503' });
const REFUSED = new DeliveryError('Bad request.', { retryable: false, reason: 'http-400' });

/** A queue whose deliveries a test answers by hand, in turn; without an answer they wait. */
function bench(options: Partial<OdpQueueOptions> = {}) {
  const deliveries: string[][] = [];
  const answers: ((error?: DeliveryError) => void)[] = [];
  const lost: [string, number][] = [];
  const deliver: OdpDelivery = (_target, events) => {
    deliveries.push(events.map(({ action }) => action));
    return new Promise((resolve) => answers.push(resolve));
  };
  const queue = new OdpEventQueue(
    { batchSize: 10, flushIntervalMs: 1_000, maxEvents: 100, ...options },
    deliver,
    (reason, count) => lost.push([reason, count]),
  );
  return {
    queue,
    deliveries,
    lost,
    offer: (...actions: string[]) => {
      for (const action of actions) queue.offer(TARGET, { action } as OdpWireEvent);
    },
    /** Answers the delivery that waits, and lets what follows happen. */
    answer: async (error?: DeliveryError) => {
      answers.shift()?.(error);
      await pass(0);
    },
  };
}

/** Lets time pass, and everything that follows from it. */
async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('OdpEventQueue', () => {
  it.each(['flush', 'close'] as const)(
    '%s waits for a delivery that is under way, then delivers the rest',
    async (end) => {
      const { queue, deliveries, offer, answer } = bench({ batchSize: 1 });
      offer('first', 'second');
      let ended = false;
      const ending = queue[end]().then(() => (ended = true));
      await pass(0);
      expect([ended, deliveries]).toEqual([false, [['first']]]);
      await answer();
      expect([ended, deliveries]).toEqual([false, [['first'], ['second']]]);
      await answer();
      await ending;
      expect(queue.ledger()).toEqual({ offered: 2, delivered: 2, queued: 0, dropped: new Map() });
    },
  );

  it('has one delivery under way, however many flush', async () => {
    const { queue, deliveries, offer, answer } = bench();
    offer('first');
    const flushes = [queue.flush(), queue.flush(), queue.flush()];
    await pass(0);
    offer('second');
    expect(deliveries).toEqual([['first']]);
    await answer();
    await answer();
    expect(await Promise.all(flushes)).toEqual([true, true, true]);
    expect(deliveries).toEqual([['first'], ['second']]);
  });

  it('delivers a full batch at once, and fewer after the interval', async () => {
    const { deliveries, offer, answer } = bench({ batchSize: 3 });
    offer('a', 'b', 'c', 'd');
    expect(deliveries).toEqual([['a', 'b', 'c']]);
    await answer();
    await pass(999);
    expect(deliveries).toHaveLength(1);
    await pass(1);
    expect(deliveries[1]).toEqual(['d']);
    await answer();
    offer('e', 'f');
    await pass(999);
    expect(deliveries).toHaveLength(2);
    await pass(1);
    expect(deliveries[2]).toEqual(['e', 'f']);
  });

  it('tries again after pauses that double up to half a minute, and begins anew with the next outage', async () => {
    const { queue, deliveries, offer, answer } = bench({ batchSize: 1 });
    const pauses = [200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000];
    for (const outage of [1, 2]) {
      offer(`outage ${outage}`);
      let attempts = deliveries.length;
      for (const pause of pauses) {
        await answer(DOWN);
        await pass(pause - 1);
        expect(deliveries, `before ${pause} ms of outage ${outage} are over`).toHaveLength(attempts);
        await pass(1);
        expect(deliveries).toHaveLength(++attempts);
      }
      await answer();
      expect(queue.ledger()).toMatchObject({ delivered: outage, queued: 0 });
    }
  });

  it('is not hurried by offers while it pauses', async () => {
    const { queue, deliveries, offer, answer } = bench({ batchSize: 2 });
    offer('a', 'b');
    await answer(DOWN);
    offer('c', 'd');
    await pass(199);
    expect(deliveries).toHaveLength(1);
    await pass(1);
    expect(deliveries.slice(1)).toEqual([['a', 'b']]);
    expect(queue.ledger()).toMatchObject({ delivered: 0, queued: 4 });
  });

  it('says by what a flush resolves to whether the receiver is in order', async () => {
    const { queue, offer, answer } = bench();
    offer('a');
    const failed = queue.flush();
    await answer(DOWN);
    expect(await failed).toBe(false);
    const well = queue.flush();
    await answer();
    expect(await well).toBe(true);
  });

  it('counts what is refused by its reason, and goes on', async () => {
    const { queue, lost, offer, answer } = bench({ batchSize: 1 });
    offer('bad', 'good');
    const flushed = queue.flush();
    await answer(REFUSED);
    await answer();
    expect(await flushed).toBe(true);
    expect(lost).toEqual([['http-400', 1]]);
    expect(queue.ledger()).toEqual({
      offered: 2,
      delivered: 1,
      queued: 0,
      dropped: new Map([['http-400', 1]]),
    });
  });

  it('takes as many as it may hold, those of a delivery under way included', async () => {
    const { queue, lost, offer } = bench({ batchSize: 1, maxEvents: 3 });
    offer('a', 'b', 'c', 'd');
    expect(lost).toEqual([['queue-full', 1]]);
    expect(queue.ledger()).toMatchObject({ offered: 4, queued: 3 });
  });

  it('counts what it cannot deliver when it closes, and what comes later', async () => {
    const { queue, lost, offer, answer } = bench();
    offer('a', 'b');
    const closed = queue.close();
    await answer(DOWN);
    await closed;
    offer('late');
    queue.offer(null, { action: 'later' } as OdpWireEvent);
    expect(lost).toEqual([
      ['shutdown', 2],
      ['closed', 1],
      ['closed', 1],
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('delivers to each target its own, in order', async () => {
    const { queue, deliveries, offer, answer } = bench();
    offer('a');
    queue.offer({ ...TARGET, publicKey: 'other' }, { action: 'b' } as OdpWireEvent);
    queue.offer({ ...TARGET, host: 'https://other.example' }, { action: 'c' } as OdpWireEvent);
    offer('d', 'e');
    void queue.flush();
    for (let i = 0; i < 4; i++) await answer();
    expect(deliveries).toEqual([['a'], ['b'], ['c'], ['d', 'e']]);
  });

  it('without a target counts what it is offered', () => {
    const { queue, lost } = bench();
    queue.offer(null, { action: 'a' } as OdpWireEvent);
    expect(lost).toEqual([['no-integration', 1]]);
    expect(queue.ledger()).toMatchObject({ offered: 1, queued: 0 });
  });
});
