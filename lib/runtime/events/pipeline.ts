import { performance } from 'node:perf_hooks';
import type { Assignment } from '../../engine/decision.js';
import { SILENT_LOGGER } from '../../ports/logger.js';
import type { EventKind, ExperimentationEvent, ExposureEvent, UsageEvent } from '../../ports/sink.js';
import type { EventFlusher, FlushOptions } from './delivery/flusher.js';
import type { EventLife, EventLifeListener } from './accounting/lifecycle-event.js';
import { EventListeners } from './accounting/listeners.js';
import { describeError, EventLog } from './accounting/log.js';
import type { QueuedEvent } from './queue/queue.js';
import type { EventRoute } from './routes.js';
import { EventRoutes } from './routes.js';
import { EVENT_DEFAULTS } from './accounting/settings.js';
import { releaseSink } from './delivery/sink-release.js';
import { estimateBytes } from './queue/size.js';
import type { CloseOptions, EventPipelineOptions } from './options.js';
import { ExposureMemory } from './dedup/exposure-memory.js';
import type { LedgerReport, SinkAccount } from './accounting/ledger.js';
import { describeAccount } from './accounting/ledger.js';

/** Who has met a variation, and what makes the event of it. */
export interface ExposureScene {
  readonly visitorCode: string;
  readonly revision: string;
  exposureEvent(exposure: Assignment): ExposureEvent;
}

/**
 * The way of every event from offer to ledger: exposures and usages that were offered before are told apart, the others wait
 * in bounded queues, one a sink, and are delivered in batches behind the caller's back.
 */
export class EventPipeline {
  readonly #routes: EventRoutes;
  readonly #exposures: EventRoute;
  /** Whether a sink carries usages: asked at every decision. */
  readonly #carriesUsages: boolean;
  /** Whether a sink wants usages that were reported before. */
  readonly wantsEveryUsage: boolean;
  readonly #memory: ExposureMemory;
  readonly #listeners: EventListeners;
  readonly #log: EventLog;
  #seq = 0;
  #closing: Promise<void> | null = null;

  constructor(options: EventPipelineOptions) {
    const now = options.now ?? ((): number => performance.now());
    const random = options.random ?? Math.random;
    const log = new EventLog(options.logger ?? SILENT_LOGGER, now);
    const listeners = new EventListeners(log);
    this.#log = log;
    this.#listeners = listeners;
    this.#memory = new ExposureMemory(options.memory);
    this.#routes = new EventRoutes(options.sinks, options.queue, options.delivery, {
      listeners,
      log,
      now,
      random,
    });
    this.#exposures = this.#routes.of('exposure') as EventRoute;
    this.#carriesUsages = this.#carries('usage');
    this.wantsEveryUsage = (this.#routes.of('usage')?.insatiable.length ?? 0) !== 0;
  }

  /**
   * Whether an event of this kind is of use to anybody: where not, it need not be made. Exposures and goals always are,
   * because losing one must show in the ledger.
   */
  accepts(kind: EventKind): boolean {
    if (kind === 'exposure' || kind === 'goal') return true;
    if (this.#listeners.some) return true;
    return kind === 'usage' ? this.#carriesUsages : this.#carries(kind);
  }

  /**
   * Takes an event: in constant time, without I/O and without ever throwing. The event and what it holds must not be
   * changed afterwards.
   */
  offer(event: ExperimentationEvent): void {
    const route = this.#routes.of(event.kind);
    if (route === undefined) return this.#lose(this.#routes.nowhere, 'invalid-event');
    if (this.#closing !== null) return this.#tooLate(route, event.kind);
    if (event.kind === 'exposure' || event.kind === 'usage') {
      const first = this.#admit(event);
      if (first === undefined) return this.#lose(route, 'invalid-event');
      if (!first) return this.#repeat(event, route);
    }
    this.#take(event, route);
  }

  /**
   * Takes an exposure like {@link offer}, and makes its event only if it was not offered before: most visitors of most
   * requests have been met.
   */
  expose(exposure: Assignment, of: ExposureScene): void {
    const route = this.#exposures;
    if (this.#closing !== null) return this.#tooLate(route, 'exposure');
    if (!this.#memory.admitExposure(of.visitorCode, of.revision, exposure)) return suppress(route.accounts);
    this.#take(of.exposureEvent(exposure), route);
  }

  /** Where all events are, as of now. */
  ledger(): LedgerReport {
    return this.#routes.report();
  }

  /**
   * Delivers what is queued, without waiting for full batches or for the end of a pause between attempts. A flush under way
   * is joined.
   *
   * @returns true when everything queued by now is delivered or counted as lost; false when a receiver is out of order and
   * its events are still queued. It never rejects.
   */
  async flush(options: FlushOptions = {}): Promise<boolean> {
    const complete = await Promise.all(this.#routes.flushers.map((flusher) => flusher.flush(options)));
    return complete.every(Boolean);
  }

  /**
   * The last flush, then lets go of the sinks. Runs once: later calls get the same promise. Events offered from now on are
   * counted as dropped (`closed`). It never rejects.
   */
  close(options: CloseOptions = {}): Promise<void> {
    this.#closing ??= this.#close(options.deadlineMs ?? EVENT_DEFAULTS.closeDeadlineMs);
    return this.#closing;
  }

  /**
   * Watches the life of events.
   *
   * @returns how to stop
   */
  subscribe(listener: EventLifeListener): () => void {
    return this.#listeners.add(listener);
  }

  #carries(kind: EventKind): boolean {
    return (this.#routes.of(kind)?.flushers.length ?? 0) !== 0;
  }

  #take(event: ExperimentationEvent, route: EventRoute): void {
    if (route.flushers.length === 0) this.#lose(route, 'no-sink');
    // An exposure that no queue had room for shall count when the visitor comes again.
    else if (!this.#queue(event, route.flushers) && (event.kind === 'exposure' || event.kind === 'usage')) {
      this.#memory.forget(event);
    }
    if (this.#listeners.some) this.#listeners.tell({ type: event.kind, event } as EventLife);
  }

  /** An event that was offered before goes to those that want it all the same. */
  #repeat(event: ExperimentationEvent, { accounts, insatiable }: EventRoute): void {
    if (insatiable.length === 0) return suppress(accounts);
    suppress(accounts.filter((account) => !insatiable.some((flusher) => flusher.account === account)));
    this.#queue(event, insatiable);
    if (this.#listeners.some) this.#listeners.tell({ type: event.kind, event } as EventLife);
  }

  /** @returns whether at least one sink's queue took it */
  #queue(event: ExperimentationEvent, flushers: readonly EventFlusher[]): boolean {
    const entry: QueuedEvent = { event, bytes: estimateBytes(event), seq: this.#seq++ };
    let taken = false;
    for (const flusher of flushers) taken = flusher.offer(entry) || taken;
    return taken;
  }

  /** Undefined: it has not the shape of an event. */
  #admit(event: ExposureEvent | UsageEvent): boolean | undefined {
    try {
      return this.#memory.admit(event);
    } catch (error) {
      this.#log.warnSometimes(
        'invalid',
        () => `A malformed ${event.kind} was offered: ${describeError(error)}`,
      );
      return undefined;
    }
  }

  #lose(route: EventRoute, reason: string): void {
    for (const account of route.accounts) {
      account.offered++;
      account.drop(reason);
      if (!this.#listeners.some) continue;
      this.#listeners.tell({ type: 'dropped', sink: account.sink, reason, count: 1 });
    }
  }

  /** Said aloud, not thrown: whatever goes wrong while an application ends must not end it before its last delivery. */
  #tooLate(route: EventRoute, kind: EventKind): void {
    this.#lose(route, 'closed');
    this.#log.errorSometimes(
      'closed',
      () =>
        `An event (${kind}) came after the module was closed, so it is lost. Await what tracks before app.close().`,
    );
  }

  async #close(deadlineMs: number): Promise<void> {
    await Promise.all(this.#routes.flushers.map((flusher) => this.#closeOne(flusher, deadlineMs)));
    const ledger = this.ledger();
    for (const account of [...ledger.sinks, ledger.unrouted]) {
      if (account.offered !== 0) this.#log.log(`Events at shutdown - ${describeAccount(account)}`);
    }
    if (this.#listeners.some) this.#listeners.tell({ type: 'close', ledger });
  }

  async #closeOne(flusher: EventFlusher, deadlineMs: number): Promise<void> {
    await flusher.close(deadlineMs);
    const error = await releaseSink(flusher.sink);
    if (error === undefined) return;
    const sink = flusher.account.sink;
    this.#log.warn(`Sink ${sink} did not close: ${describeError(error)}`);
    if (this.#listeners.some) this.#listeners.tell({ type: 'error', sink, error });
  }
}

function suppress(accounts: readonly SinkAccount[]): void {
  for (const account of accounts) {
    account.offered++;
    account.deduplicated++;
  }
}
