import { ExperimentationError } from './experimentation.error.js';

/** What the flusher must know of a failed delivery. */
export interface DeliveryFailure extends ErrorOptions {
  /** False when the receiver will never take these events (HTTP 400, a wrong key): they are counted as dropped. */
  readonly retryable: boolean;
  /** Milliseconds the receiver asked to wait (Retry-After, RFC 9110 section 10.2.3); left out if it did not. */
  readonly retryAfterMs?: number | undefined;
  /** True when a smaller batch may pass (HTTP 413): the flusher halves it; a single event is counted as dropped. */
  readonly tooLarge?: boolean | undefined;
  /**
   * A short, stable word for the ledger, such as `http-400`: what events that are dropped because of this are counted under.
   *
   * @defaultValue `'refused'`
   */
  readonly reason?: string | undefined;
}

/** A batch of events could not be delivered. Sinks throw it (or report it as `SendReport.failed`). */
export class DeliveryError extends ExperimentationError {
  /** Tells this error from others where `instanceof` cannot. */
  readonly code = 'DELIVERY_FAILED';
  /** False when the receiver will never take these events. */
  readonly retryable: boolean;
  /** Milliseconds the receiver asked to wait; undefined if it did not. */
  readonly retryAfterMs: number | undefined;
  /** True when a smaller batch may pass, whatever `retryable` says. */
  readonly tooLarge: boolean;
  /** What refused events are counted under in the ledger: a short, stable word, `refused` if the sink gave none. */
  readonly reason: string;

  /**
   * @param message - what happened and what to do about it; free of secrets, since it is logged
   * @param failure - what the flusher must know; its `cause` is kept as the error's cause
   */
  constructor(message: string, failure: DeliveryFailure) {
    super(message, failure.cause === undefined ? undefined : { cause: failure.cause });
    this.retryable = failure.retryable;
    this.retryAfterMs = failure.retryAfterMs;
    this.tooLarge = failure.tooLarge ?? false;
    this.reason = failure.reason ?? 'refused';
  }
}
