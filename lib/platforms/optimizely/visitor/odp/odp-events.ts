import { LRUCache } from 'lru-cache';
import { DeliveryError } from '../../../../errors/delivery.error.js';
import type { ExperimentationLogger } from '../../../../ports/logger.js';
import { SILENT_LOGGER } from '../../../../ports/logger.js';
import { judgeStatus } from '../../../../http/answer.js';
import { post } from '../../../../http/post.js';
import { startTimeLimit } from '../../../../http/abort-after.js';
import type { OptimizelyOdpEvent, OdpTarget, OdpWireEvent } from './odp-event.js';
import { odpEventsRequest, userAgentData, wireOdpEvent } from './odp-event.js';
import type { OptimizelyOdpLedger } from './odp-event-queue.js';
import { OdpEventQueue } from './odp-event-queue.js';
import type { OptimizelyOdpOptions } from '../../setup/odp.options.js';
import { identifierOf, ODP_DEFAULTS } from '../../setup/odp.options.js';
import type { OdpFacts } from '../../compile/project-facts.js';

/** Visitors whose identification is remembered, so that it is sent once. */
const IDENTIFIED_MAX = 10_000;
/** The runtime gives a sink one second to close. */
const LAST_DELIVERY_MS = 900;

/** Optimizely's data platform, as an application speaks to it: `odp` of what {@link optimizely} returns. */
export interface OptimizelyOdp {
  /**
   * Sends ODP an event, as the official SDK's `sendOdpEvent` does: queued now, delivered behind the caller's back. Where the
   * datafile has no ODP integration (or none has arrived yet), it is counted as dropped.
   *
   * @throws TypeError for an event without action or identifiers, or with data that is not plain
   */
  sendEvent(event: OptimizelyOdpEvent): void;
  /** Delivers what is queued. False when ODP cannot be reached and events are still queued; it never rejects. */
  flush(): Promise<boolean>;
  /** Where the events of `sendEvent` and of identified visitors are. */
  ledger(): OptimizelyOdpLedger;
}

/** Events to Optimizely's data platform. */
export class OdpEvents implements OptimizelyOdp {
  readonly #queue: OdpEventQueue;
  readonly #common: ReadonlyMap<string, unknown>;
  readonly #identified = new LRUCache<string, true>({ max: IDENTIFIED_MAX });
  readonly #life = new AbortController();
  #integration: OdpFacts | null = null;
  #logger: ExperimentationLogger = SILENT_LOGGER;

  constructor(private readonly options: OptimizelyOdpOptions) {
    this.#common = userAgentData(options.userAgentParser);
    const { eventBatchSize, eventFlushIntervalMs, eventQueueSize } = options;
    const settings = {
      batchSize: eventBatchSize ?? ODP_DEFAULTS.eventBatchSize,
      flushIntervalMs: eventFlushIntervalMs ?? ODP_DEFAULTS.eventFlushIntervalMs,
      maxEvents: eventQueueSize ?? ODP_DEFAULTS.eventQueueSize,
    };
    this.#queue = new OdpEventQueue(
      settings,
      (target, events) => this.#deliver(target, events),
      (reason, count, error) =>
        this.#logger.warn(
          `${count} ODP event(s) lost (${reason})${error === undefined ? '' : `: ${error.message}`}`,
        ),
    );
  }

  /** Where losses are told from now on. */
  speakTo(logger: ExperimentationLogger): void {
    this.#logger = logger;
  }

  /** The integration that later events go to; null when the datafile has none. */
  use(integration: OdpFacts | null): void {
    this.#integration = integration;
  }

  sendEvent(event: OptimizelyOdpEvent): void {
    this.#queue.offer(this.#integration, this.wire(event));
  }

  /** @throws TypeError for an event that ODP would not take */
  wire(event: OptimizelyOdpEvent): OdpWireEvent {
    return wireOdpEvent(event, this.#common);
  }

  /**
   * Tells ODP that two identifiers are one visitor's, the first time that they are met together. As with the official SDK a
   * single identifier has nothing to tell.
   */
  identify(integration: OdpFacts, userId: string, vuid: string | undefined): void {
    if (!userId || !vuid || identifierOf(userId) === 'vuid') return;
    const pair = `${vuid.length}-${vuid}-${userId}`;
    if (this.#identified.has(pair)) return;
    this.#identified.set(pair, true);
    const identifiers = new Map([
      ['vuid', vuid],
      ['fs_user_id', userId],
    ]);
    this.#queue.offer(integration, this.wire({ action: 'identified', identifiers }));
  }

  flush(): Promise<boolean> {
    return this.#queue.flush();
  }

  ledger(): OptimizelyOdpLedger {
    return this.#queue.ledger();
  }

  async close(): Promise<void> {
    const deadline = setTimeout(() => this.#life.abort(new Error('the application ends')), LAST_DELIVERY_MS);
    await this.#queue.close();
    clearTimeout(deadline);
  }

  async #deliver(target: OdpTarget, events: readonly OdpWireEvent[]): Promise<DeliveryError | undefined> {
    const limit = startTimeLimit(
      this.#life.signal,
      this.options.eventTimeoutMs ?? ODP_DEFAULTS.eventTimeoutMs,
    );
    try {
      const message = odpEventsRequest(target, events);
      return judgeStatus(await post(this.options.fetch ?? fetch, message, limit.signal));
    } catch (error) {
      if (error instanceof DeliveryError) return error;
      return new DeliveryError('An ODP request could not be made.', { retryable: false, cause: error });
    } finally {
      limit.release();
    }
  }
}
