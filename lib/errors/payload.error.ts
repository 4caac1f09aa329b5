import { ExperimentationError } from './experimentation.error.js';

/** A payload that nothing can be trusted of: not JSON, the wrong shape, the wrong version. The running configuration stays. */
export class PayloadError extends ExperimentationError {
  /** Tells this error from others where `instanceof` cannot. */
  readonly code = 'PAYLOAD_INVALID';
}
