import type { Sink } from '../../../ports/sink.js';
import { DeliveryTimer } from './timer.js';
import { attemptDelivery } from './delivery.js';
import { DeliveryLog } from './delivery-log.js';
import { FlushWaiters } from './flush-waiters.js';
import type { EventListeners } from '../accounting/listeners.js';
import type { EventLog } from '../accounting/log.js';
import { describeError } from '../accounting/log.js';
import type { Outcome } from './outbox.js';
import { Outbox } from './outbox.js';
import type { QueuedEvent } from '../queue/queue.js';
import { askedPauseMs, AT_ONCE, RetrySchedule } from './retry.js';
import type { EventSettings } from '../accounting/settings.js';
import type { SinkLedger } from '../accounting/ledger.js';
import { SinkAccount } from '../accounting/ledger.js';

/** What a flusher shares with the others of its pipeline. */
export interface FlusherParts {
  readonly listeners: EventListeners;
  readonly log: EventLog;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly random: () => number;
}

/** When a flush gives up. */
export interface FlushOptions {
  /**
   * Milliseconds to keep trying, with short pauses. Left out: attempts follow each other without a pause, and after
   * `flushAttempts` failures in a row the flush ends.
   */
  readonly deadlineMs?: number | undefined;
}

/**
 * Delivers the events of one sink: in batches by size and by time, one at a time, a failed batch again before anything newer.
 * A timer exists only while events wait, and keeps the process alive only while somebody awaits a flush.
 */
export class EventFlusher {
  readonly account: SinkAccount;
  readonly #log: DeliveryLog;
  readonly #outbox: Outbox;
  readonly #waiters: FlushWaiters;
  readonly #retry: RetrySchedule;
  readonly #alarm = new DeliveryTimer(() => this.#onAlarm());
  readonly #stop = new AbortController();
  #pumping: Promise<void> | null = null;
  /** Events up to here are due. */
  #dueSeq = -1;
  /** When the first of the events that wait came. */
  #firstAt = 0;
  #closed = false;

  constructor(
    readonly sink: Sink,
    name: string,
    private readonly settings: EventSettings,
    private readonly context: FlusherParts,
  ) {
    this.account = new SinkAccount(name);
    this.#log = new DeliveryLog(name, context.log, context.now);
    this.#outbox = new Outbox(settings, this.account, this.#log, context.listeners);
    this.#waiters = new FlushWaiters(settings.flushAttempts, context.now, () => this.#plan());
    this.#retry = new RetrySchedule(settings, context.now, context.random);
  }

  /** Queues an event and returns at once; false when it is lost (and counted so). */
  offer(entry: QueuedEvent): boolean {
    if (!this.#outbox.offer(entry)) return false;
    const waiting = this.#outbox.waiting;
    if (waiting === 1) this.#firstAt = this.context.now();
    if (waiting === 1 || waiting === this.#outbox.batchSize) this.#plan();
    return true;
  }

  report(): SinkLedger {
    return this.account.report(this.#outbox.size);
  }

  /** Resolves to true when every event queued by now is delivered or lost, to false when it gave up before. */
  flush(options: FlushOptions = {}): Promise<boolean> {
    if (this.#outbox.size === 0) return Promise.resolve(true);
    this.#dueSeq = this.#outbox.newestSeq;
    if (!this.#waiters.patient) this.#retry.beginDrain();
    const done = this.#waiters.add(this.#outbox.newestSeq, options.deadlineMs);
    this.#pump();
    return done;
  }

  /** The last flush; what is left at the deadline is lost. To be called once, and nothing may be offered afterwards. */
  async close(deadlineMs: number): Promise<void> {
    await this.flush({ deadlineMs });
    this.#closed = true;
    this.#stop.abort();
    await this.#pumping;
    this.#alarm.clear();
    this.#outbox.abandon('shutdown-deadline');
    // Whoever else awaits a flush: nothing is queued any more.
    this.#waiters.progress(this.#outbox.oldestSeq);
  }

  /** Arms the alarm for whatever comes next. */
  #plan(): void {
    if (this.#pumping !== null || this.#closed) return;
    if (this.#outbox.size === 0) this.#alarm.clear();
    else this.#alarm.set(this.#nextAt() - this.context.now());
  }

  #nextAt(): number {
    const outbox = this.#outbox;
    if (outbox.retrying) {
      if (this.#waiters.impatient) return AT_ONCE;
      return this.#waiters.patient ? this.#retry.drainAt : this.#retry.at;
    }
    const due = (outbox.oldestSeq ?? Number.POSITIVE_INFINITY) <= this.#dueSeq;
    return due || outbox.waiting >= outbox.batchSize
      ? AT_ONCE
      : this.#firstAt + this.settings.flushIntervalMs;
  }

  /** What was waited for has come, whatever the clock says: timers may be a little early. */
  #onAlarm(): void {
    if (this.#outbox.retrying) {
      this.#retry.skipPause();
    } else if (this.#outbox.waiting < this.#outbox.batchSize) {
      this.#dueSeq = this.#outbox.newestSeq;
    }
    this.#pump();
  }

  #pump(): void {
    if (this.#pumping !== null || this.#closed) return;
    this.#alarm.clear();
    // Begins in a turn of its own: a sink that calls back here finds the delivery under way.
    this.#pumping = Promise.resolve()
      .then(() => this.#deliverDue())
      .then(
        () => this.#rest(true),
        (error: unknown) => {
          this.context.log.warn(`Sink ${this.account.sink}: ${describeError(error)}`);
          this.#rest(false);
        },
      );
  }

  async #deliverDue(): Promise<void> {
    while (!this.#stop.signal.aborted && this.#isDue()) await this.#deliverOne();
  }

  /** Those who waited may have offered and flushed again since the loop looked: then it goes on, unless it broke. */
  #rest(orderly: boolean): void {
    this.#pumping = null;
    if (orderly && this.#isDue()) this.#pump();
    else this.#plan();
  }

  #isDue(): boolean {
    return this.#outbox.size !== 0 && this.#nextAt() <= this.context.now();
  }

  async #deliverOne(): Promise<void> {
    const { listeners, now } = this.context;
    const batch = this.#outbox.next();
    const startedAt = now();
    // What is left waits as long as if it had come now.
    this.#firstAt = startedAt;
    const events = batch.entries.map((entry) => entry.event);
    const attempt = await attemptDelivery(
      this.sink,
      events,
      this.settings.deliveryTimeoutMs,
      this.#stop.signal,
    );
    const outcome = this.#outbox.finish(batch, attempt);
    if (listeners.some) this.#tell(outcome, now() - startedAt);
    if (this.#stop.signal.aborted) return;
    if (outcome.again) this.#pause(outcome.error);
    else this.#resume(outcome.delivered !== 0);
  }

  #tell(outcome: Outcome, durationMs: number): void {
    const { listeners } = this.context;
    const sink = this.account.sink;
    if (outcome.delivered !== 0)
      listeners.tell({ type: 'publish', sink, count: outcome.delivered, durationMs });
    if (outcome.error !== undefined) listeners.tell({ type: 'error', sink, error: outcome.error });
  }

  #pause(error: unknown): void {
    this.#retry.failed(error);
    this.#log.failed(error, this.#outbox.size);
    this.#waiters.failure(askedPauseMs(error) > 0, this.#retry.drainAt);
  }

  #resume(delivered: boolean): void {
    this.#retry.succeeded();
    if (delivered) this.#log.delivered();
    this.#waiters.progress(this.#outbox.oldestSeq);
  }
}
