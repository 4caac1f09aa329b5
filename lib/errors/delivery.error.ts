import { ExperimentationError } from './experimentation.error.js';

/** A batch of events could not be delivered. */
export class DeliveryError extends ExperimentationError {
  readonly code = 'DELIVERY_FAILED';

  constructor(
    message: string,
    /** False when the receiver will never take this batch (400, 413 for a single event): it is counted as dropped. */
    readonly retryable: boolean,
    /** Milliseconds the receiver asked to wait (Retry-After); undefined if it did not. */
    readonly retryAfterMs?: number,
    /** True when a smaller batch may pass (413): the flusher halves it. */
    readonly tooLarge: boolean = false,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
