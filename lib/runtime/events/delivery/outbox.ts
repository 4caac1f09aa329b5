import { DeliveryError } from '../../../errors/delivery.error.js';
import type { SettledEvents } from '../../../ports/sink.js';
import type { DeliveryAttempt } from './delivery.js';
import type { DeliveryLog } from './delivery-log.js';
import type { EventListeners } from '../accounting/listeners.js';
import type { QueuedEvent } from '../queue/queue.js';
import { EventQueue } from '../queue/queue.js';
import type { EventSettings } from '../accounting/settings.js';
import { settle } from './settlement.js';
import type { SinkAccount } from '../accounting/ledger.js';

/** Attempts on a batch whose sink throws something else than a `DeliveryError`: a fault of the sink, most likely for ever. */
const FAULT_ATTEMPTS = 5;
/** Deliveries without a fault after which a batch size that was halved is doubled. */
const REGROWTH = 20;

/** Events that are delivered together. */
export interface Batch {
  readonly entries: readonly QueuedEvent[];
  /** Attempts that failed so far. */
  readonly attempts: number;
}

/** What an attempt led to. `again`: the receiver is in trouble and the rest of the batch comes next, after a pause. */
export interface Outcome {
  readonly delivered: number;
  readonly again: boolean;
  readonly error: unknown;
}

/**
 * The events of one sink from offer to delivery, and their account: what waits, what was tried and must be tried again
 * (always before anything newer), what is lost and why.
 */
export class Outbox {
  readonly #queue: EventQueue;
  /** Batches to be tried again, the next one last. */
  readonly #again: Batch[] = [];
  #current: Batch | null = null;
  #batchSize: number;
  #successes = 0;

  constructor(
    private readonly settings: EventSettings,
    private readonly account: SinkAccount,
    private readonly log: DeliveryLog,
    private readonly listeners: EventListeners,
  ) {
    this.#batchSize = settings.maxBatchSize;
    this.#queue = new EventQueue(settings.maxEvents, settings.maxBytes, () => this.#lose('displaced', 1));
  }

  /** Events that are neither delivered nor lost. */
  get size(): number {
    return this.#queue.size;
  }

  /** Events that were never tried. */
  get waiting(): number {
    return this.#queue.waiting;
  }

  /** Events in the next new batch, at most. */
  get batchSize(): number {
    return this.#batchSize;
  }

  /** Whether a batch that failed comes next. */
  get retrying(): boolean {
    return this.#again.length !== 0;
  }

  get newestSeq(): number {
    return this.#queue.newestSeq;
  }

  /** `seq` of the oldest event that is neither delivered nor lost; undefined when there is none. */
  get oldestSeq(): number | undefined {
    const batch = this.#current ?? this.#again.at(-1);
    return batch === undefined ? this.#queue.oldestSeq : batch.entries[0]?.seq;
  }

  /** True when the event is queued; else its loss is counted. */
  offer(entry: QueuedEvent): boolean {
    const refusal = this.#queue.offer(entry);
    // Counted here and not earlier: whoever is told of displaced events finds the account in balance.
    this.account.offered++;
    if (refusal === undefined) return true;
    this.#lose(refusal, 1);
    return false;
  }

  /** Takes what is to be delivered next. It stays in the account as queued until {@link finish}. */
  next(): Batch {
    const batch = this.#again.pop() ?? { entries: this.#queue.take(this.#batchSize), attempts: 0 };
    this.#current = batch;
    return batch;
  }

  /** Books the end of an attempt on the batch that {@link next} gave. */
  finish(batch: Batch, attempt: DeliveryAttempt): Outcome {
    this.#current = null;
    const { delivered, held, settled, rejected, failed, error } = settle(batch.entries, attempt);
    for (const entry of delivered) this.#queue.settle(entry);
    this.account.delivered += delivered.length;
    for (const entry of held) this.#queue.settle(entry);
    this.account.held += held.length;
    if (settled !== undefined) this.#unhold(settled);
    for (const { entry, reason, error: why } of rejected) {
      this.#queue.settle(entry);
      this.#lose(reason, 1, why);
    }
    if (failed.length === 0) {
      this.#regrow();
      return { delivered: delivered.length, again: false, error: undefined };
    }
    // Part of it got through, so what is left is a batch of its own.
    const attempts = failed.length === batch.entries.length ? batch.attempts + 1 : 1;
    return { delivered: delivered.length, again: this.#failed(failed, attempts, error), error };
  }

  /** Gives up everything that is left. */
  abandon(reason: string): void {
    const left = [...this.#again.flatMap((batch) => batch.entries), ...this.#queue.take(this.#queue.waiting)];
    this.#again.length = 0;
    this.#discard(left, reason);
  }

  /** Events that were held until now are delivered or lost. */
  #unhold({ delivered, dropped }: SettledEvents): void {
    const gone = Math.min(delivered, this.account.held);
    this.account.held -= gone;
    this.account.delivered += gone;
    for (const [reason, asked] of dropped) {
      const count = Math.min(asked, this.account.held);
      if (count <= 0) continue;
      this.account.held -= count;
      this.#lose(reason, count);
    }
  }

  /** @returns whether the events are to be tried again after a pause */
  #failed(entries: readonly QueuedEvent[], attempts: number, error: unknown): boolean {
    const known = error instanceof DeliveryError;
    if (known && error.tooLarge) {
      this.#split(entries, error);
      return false;
    }
    if (known && !error.retryable) this.#discard(entries, error.reason, error);
    else if (!known && attempts >= FAULT_ATTEMPTS) this.#discard(entries, 'sink-error', error);
    else if (attempts >= this.settings.maxAttempts) this.#discard(entries, 'retries-exhausted', error);
    else {
      this.#again.push({ entries, attempts });
      return true;
    }
    return false;
  }

  #split(entries: readonly QueuedEvent[], error: DeliveryError): void {
    if (entries.length === 1) {
      this.#discard(entries, 'too-large', error);
      return;
    }
    const half = Math.ceil(entries.length / 2);
    this.#again.push(
      { entries: entries.slice(half), attempts: 0 },
      { entries: entries.slice(0, half), attempts: 0 },
    );
    this.#batchSize = Math.min(this.#batchSize, half);
    this.#successes = 0;
  }

  #regrow(): void {
    if (this.#batchSize === this.settings.maxBatchSize || ++this.#successes < REGROWTH) return;
    this.#batchSize = Math.min(this.settings.maxBatchSize, this.#batchSize * 2);
    this.#successes = 0;
  }

  #discard(entries: readonly QueuedEvent[], reason: string, error?: unknown): void {
    if (entries.length === 0) return;
    for (const entry of entries) this.#queue.settle(entry);
    this.#lose(reason, entries.length, error);
  }

  #lose(reason: string, count: number, error?: unknown): void {
    const counted = this.account.drop(reason, count);
    this.log.dropped(counted, count, this.account.dropped.get(counted) ?? count, error);
    if (this.listeners.some) {
      this.listeners.tell({ type: 'dropped', sink: this.account.sink, reason: counted, count });
    }
  }
}
