import { jsonMap } from '../../../../engine/json-map.js';
import type { DeliveryError } from '../../../../errors/delivery.error.js';
import type { OdpTarget, OdpWireEvent } from './odp-event.js';

/**
 * Where ODP events are, as of now: those offered are delivered, queued or dropped. What `experiments.addData` takes is an event like
 * any other, and in the module's own ledger.
 */
export interface OptimizelyOdpLedger {
  /** Events so far, by `sendEvent` and by visitors who were identified; those dropped at once included. */
  readonly offered: number;
  /** Taken by the receiver. */
  readonly delivered: number;
  /** Waiting, or in a delivery that is under way. */
  readonly queued: number;
  /** Counts by reason. */
  readonly dropped: ReadonlyMap<string, number>;
}

interface Waiting {
  readonly target: OdpTarget;
  readonly event: OdpWireEvent;
}

/** How events of one target are delivered; resolves to what went wrong. */
export type OdpDelivery = (
  target: OdpTarget,
  events: readonly OdpWireEvent[],
) => Promise<DeliveryError | undefined>;

/** Bounds of a queue. */
export interface OdpQueueOptions {
  readonly batchSize: number;
  readonly flushIntervalMs: number;
  readonly maxEvents: number;
}

const RETRY_INITIAL_MS = 200;
const RETRY_MAX_MS = 30_000;

/**
 * ODP events until they are delivered: in batches, one delivery at a time. Where the official SDK gives up after three
 * attempts, these stay until the receiver takes or refuses them, or the queue is full, or the application ends.
 */
export class OdpEventQueue {
  readonly #waiting: Waiting[] = [];
  readonly #dropped = new Map<string, number>();
  #offered = 0;
  #delivered = 0;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #pausing = false;
  #running: Promise<boolean> | null = null;
  #closed = false;

  constructor(
    private readonly options: OdpQueueOptions,
    private readonly deliver: OdpDelivery,
    private readonly lost: (reason: string, count: number, error?: DeliveryError) => void,
  ) {}

  /** Takes an event, without waiting for anything. Without a target it is counted as dropped. */
  offer(target: OdpTarget | null, event: OdpWireEvent): void {
    this.#offered++;
    if (this.#closed) return this.#drop('closed', 1);
    if (target === null) return this.#drop('no-integration', 1);
    if (this.#waiting.length >= this.options.maxEvents) return this.#drop('queue-full', 1);
    this.#waiting.push({ target, event });
    if (this.#pausing || this.#running !== null) return;
    if (this.#waiting.length >= this.options.batchSize) void this.#start(this.options.batchSize);
    else this.#arm(this.options.flushIntervalMs);
  }

  /** Delivers what waits. False when the receiver is out of order and events are still queued; it never rejects. */
  async flush(): Promise<boolean> {
    while (this.#running !== null) await this.#running;
    return this.#start(1);
  }

  /** The last flush; what cannot be delivered is counted as dropped. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.flush();
    this.#disarm();
    if (this.#waiting.length !== 0) this.#drop('shutdown', this.#waiting.splice(0).length);
  }

  ledger(): OptimizelyOdpLedger {
    return {
      offered: this.#offered,
      delivered: this.#delivered,
      queued: this.#waiting.length,
      dropped: jsonMap(this.#dropped),
    };
  }

  /** Delivers while at least so many events wait. */
  #start(least: number): Promise<boolean> {
    this.#disarm();
    this.#pausing = false;
    const running = this.#run(least).finally(() => {
      this.#running = null;
      if (this.#waiting.length === 0 || this.#closed) return;
      this.#arm(this.#pausing ? pauseAfter(this.#failures) : this.options.flushIntervalMs);
    });
    this.#running = running;
    return running;
  }

  async #run(least: number): Promise<boolean> {
    while (this.#waiting.length >= least) {
      const batch = this.#batch();
      const { target } = batch[0] as Waiting;
      const error = await this.deliver(
        target,
        batch.map(({ event }) => event),
      );
      if (error?.retryable === true) {
        this.#failures++;
        this.#pausing = true;
        return false;
      }
      this.#failures = 0;
      this.#waiting.splice(0, batch.length);
      if (error === undefined) this.#delivered += batch.length;
      else this.#drop(error.reason, batch.length, error);
    }
    return true;
  }

  /** The first events, as far as they have one target. */
  #batch(): readonly Waiting[] {
    const { target } = this.#waiting[0] as Waiting;
    const batch = this.#waiting.slice(0, this.options.batchSize);
    const end = batch.findIndex(
      (one) => one.target.host !== target.host || one.target.publicKey !== target.publicKey,
    );
    return end < 0 ? batch : batch.slice(0, end);
  }

  #drop(reason: string, count: number, error?: DeliveryError): void {
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + count);
    this.lost(reason, count, error);
  }

  #arm(ms: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#running === null) void this.#start(1);
    }, ms).unref();
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

function pauseAfter(failures: number): number {
  return Math.min(RETRY_INITIAL_MS * 2 ** Math.min(failures - 1, 10), RETRY_MAX_MS);
}
