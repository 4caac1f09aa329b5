import { DeliveryError } from '../errors/delivery.error.js';
import type {
  EventKind,
  ExperimentationEvent,
  RejectedEvent,
  SendContext,
  SendReport,
  Sink,
  SinkBatching,
} from '../ports/sink.js';

/** Gets one event. What it returns is awaited. */
export type EventCallback = (event: ExperimentationEvent) => unknown;

/** Gets a batch of events. What it returns is awaited; `signal` aborts when it takes too long. */
export type BatchCallback = (batch: readonly ExperimentationEvent[], context: SendContext) => unknown;

interface CallbackSinkCommon extends SinkBatching {
  /**
   * Shown in the ledger and logs.
   *
   * @defaultValue `'callback'`
   */
  readonly name?: string;
  /**
   * Kinds of events that the callback gets.
   *
   * @defaultValue exposures and goals
   */
  readonly kinds?: readonly EventKind[];
}

/** How {@link callbackSink} is set up: with a callback for each event, or with one for each batch. */
export type CallbackSinkOptions = CallbackSinkCommon &
  (
    | { readonly onEvent: EventCallback; readonly onBatch?: never }
    | { readonly onBatch: BatchCallback; readonly onEvent?: never }
  );

/**
 * Hands events to a function of the application: a tracking callback, a bridge to an analytics library. It is called behind
 * the request, one event (or batch) after the other, in order.
 *
 * What a callback throws is not fatal: the event (or batch) is counted as dropped, `callback-error`. A callback that wants it
 * tried again throws a retryable `DeliveryError`. One that has not ended when the delivery's time is up is given up on
 * (`callback-timeout`); the events after it are tried again.
 *
 * @example
 * ```ts
 * callbackSink({ onEvent: (event) => event.kind === 'goal' && analytics.track(event.visitor.visitorCode, event.goal) })
 * ```
 */
export function callbackSink(options: CallbackSinkOptions): Sink {
  const { name = 'callback', kinds = ['exposure', 'goal'], maxBatchSize, flushIntervalMs } = options;
  const { onEvent, onBatch } = options;
  if (typeof (onEvent ?? onBatch) !== 'function' || (onEvent !== undefined && onBatch !== undefined)) {
    throw new TypeError('callbackSink() expects one function: onEvent, or onBatch.');
  }
  return {
    name,
    accepts: new Set(kinds),
    batching: { maxBatchSize, flushIntervalMs },
    send: (batch, context) =>
      onEvent === undefined ? callOnce(batch, context, onBatch) : callForEach(batch, context, onEvent),
  };
}

async function callForEach(
  batch: readonly ExperimentationEvent[],
  { signal }: SendContext,
  onEvent: EventCallback,
): Promise<SendReport> {
  const rejected: RejectedEvent[] = [];
  for (let i = 0; i < batch.length; i++) {
    const event = batch[i] as ExperimentationEvent;
    if (signal.aborted)
      return { rejected, failed: { events: batch.slice(i), error: signal.reason as unknown } };
    const failure = await call(() => onEvent(event), signal);
    if (failure === undefined) continue;
    if (isRetryable(failure.error))
      return { rejected, failed: { events: batch.slice(i), error: failure.error } };
    rejected.push({ event, reason: failure.reason, error: failure.error });
  }
  return { rejected };
}

async function callOnce(
  batch: readonly ExperimentationEvent[],
  context: SendContext,
  onBatch: BatchCallback,
): Promise<SendReport> {
  const failure = await call(() => onBatch(batch, context), context.signal);
  if (failure === undefined) return {};
  if (isRetryable(failure.error)) throw failure.error;
  return { rejected: batch.map((event) => ({ event, reason: failure.reason, error: failure.error })) };
}

interface CallFailure {
  readonly reason: string;
  readonly error: unknown;
}

const ABORTED = Symbol('aborted');

async function call(callback: () => unknown, signal: AbortSignal): Promise<CallFailure | undefined> {
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<typeof ABORTED>((resolve) => {
    onAbort = (): void => resolve(ABORTED);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  const called = (async (): Promise<CallFailure | undefined> => {
    try {
      await callback();
      return undefined;
    } catch (error) {
      const reason = error instanceof DeliveryError ? error.reason : 'callback-error';
      return { reason, error: error ?? new Error('The callback threw nothing.') };
    }
  })();
  try {
    const first = await Promise.race([called, aborted]);
    if (first !== ABORTED) return first;
    return { reason: 'callback-timeout', error: new Error('The callback has not ended in time.') };
  } finally {
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
  }
}

function isRetryable(error: unknown): boolean {
  return error instanceof DeliveryError && (error.retryable || error.tooLarge);
}
