import { ExperimentationError } from './experimentation.error.js';

/** A payload that nothing can be trusted of: not JSON, the wrong shape, the wrong version. The running configuration stays. */
export class PayloadError extends ExperimentationError {
  readonly code = 'PAYLOAD_INVALID';
}
