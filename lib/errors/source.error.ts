import { ExperimentationError } from './experimentation.error.js';

/** Configuration could not be fetched. */
export class SourceError extends ExperimentationError {
  /** Tells this error from others where `instanceof` cannot. */
  readonly code = 'SOURCE_FAILED';

  constructor(
    message: string,
    /** False when asking again cannot help (wrong key, forbidden): the keeper still polls, but does not hurry. */
    readonly retryable: boolean,
    /** Milliseconds the server asked to wait (Retry-After); undefined if it did not. */
    readonly retryAfterMs?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
