/** How many events may wait for a sink. Every sink has a queue of its own within these bounds. */
export interface EventQueueOptions {
  /**
   * Most events that may wait, those of a delivery under way included; at least 1.
   *
   * @defaultValue 10,000
   */
  readonly maxEvents?: number | undefined;
  /**
   * Most bytes that those events may take, by an estimate of what they hold; at least 1,024.
   *
   * @defaultValue 16,777,216 (16 MiB)
   */
  readonly maxBytes?: number | undefined;
}

/** How events are delivered. A sink's own `batching` wins over the first two. */
export interface EventDeliveryOptions {
  /**
   * Events in one batch, 1 to `maxEvents`. A batch goes out as soon as that many wait.
   *
   * @defaultValue 100
   */
  readonly maxBatchSize?: number | undefined;
  /**
   * Milliseconds from the first event of an empty queue to its delivery.
   *
   * @defaultValue 5,000
   */
  readonly flushIntervalMs?: number | undefined;
  /**
   * Milliseconds one attempt to deliver a batch may take.
   *
   * @defaultValue 10,000
   */
  readonly deliveryTimeoutMs?: number | undefined;
  /**
   * Longest pause after the first failed attempt, in milliseconds; it doubles with every further one.
   *
   * @defaultValue 1,000
   */
  readonly retryInitialMs?: number | undefined;
  /**
   * Longest pause between attempts, in milliseconds.
   *
   * @defaultValue 60,000
   */
  readonly retryMaxMs?: number | undefined;
  /**
   * Attempts after which a batch that could be retried is given up (dropped as `retries-exhausted`), at least 1. Without
   * a limit, a batch stays until it is delivered: the queue's bounds decide what is lost in a long outage.
   *
   * @defaultValue no limit
   */
  readonly maxAttempts?: number | undefined;
  /**
   * Failed attempts in a row after which a `flush()` without a deadline stops waiting, at least 1. The events stay queued.
   *
   * @defaultValue 3
   */
  readonly flushAttempts?: number | undefined;
}

/** How many exposures and usages are remembered. */
export interface ExposureMemoryOptions {
  /**
   * Exposures remembered, and as many usages again; at least 1. The least recently met ones are forgotten first.
   *
   * @defaultValue 100,000
   */
  readonly maxEntries?: number | undefined;
}

/** {@link EventQueueOptions} and {@link EventDeliveryOptions}, complete. */
export interface EventSettings {
  readonly maxEvents: number;
  readonly maxBytes: number;
  readonly maxBatchSize: number;
  readonly flushIntervalMs: number;
  readonly deliveryTimeoutMs: number;
  readonly retryInitialMs: number;
  readonly retryMaxMs: number;
  readonly maxAttempts: number;
  readonly flushAttempts: number;
}

/** Every default of the event pipeline. */
export const EVENT_DEFAULTS: EventSettings & {
  readonly maxEntries: number;
  readonly closeDeadlineMs: number;
} = Object.freeze({
  maxEvents: 10_000,
  maxBytes: 16 * 1024 * 1024,
  maxBatchSize: 100,
  flushIntervalMs: 5_000,
  deliveryTimeoutMs: 10_000,
  retryInitialMs: 1_000,
  retryMaxMs: 60_000,
  maxAttempts: Number.POSITIVE_INFINITY,
  flushAttempts: 3,
  maxEntries: 100_000,
  closeDeadlineMs: 5_000,
});

/** Completes the settings of one sink: the sink's own wish, else the application's, else the default. */
export function resolveEventSettings(
  queue: EventQueueOptions = {},
  delivery: EventDeliveryOptions = {},
  wish: { readonly maxBatchSize?: number | undefined; readonly flushIntervalMs?: number | undefined } = {},
): EventSettings {
  const d = EVENT_DEFAULTS;
  const maxEvents = queue.maxEvents ?? d.maxEvents;
  const batch = wish.maxBatchSize ?? delivery.maxBatchSize ?? d.maxBatchSize;
  const retryInitialMs = delivery.retryInitialMs ?? d.retryInitialMs;
  return Object.freeze({
    maxEvents,
    maxBytes: queue.maxBytes ?? d.maxBytes,
    maxBatchSize: Math.max(1, Math.min(batch, maxEvents)),
    flushIntervalMs: wish.flushIntervalMs ?? delivery.flushIntervalMs ?? d.flushIntervalMs,
    deliveryTimeoutMs: delivery.deliveryTimeoutMs ?? d.deliveryTimeoutMs,
    retryInitialMs,
    retryMaxMs: Math.max(retryInitialMs, delivery.retryMaxMs ?? d.retryMaxMs),
    maxAttempts: delivery.maxAttempts ?? d.maxAttempts,
    flushAttempts: delivery.flushAttempts ?? d.flushAttempts,
  });
}
