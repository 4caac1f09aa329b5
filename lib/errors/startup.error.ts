import { ExperimentationError } from './experimentation.error.js';

/** No live configuration arrived before the deadline, and `startup: 'fail'` asks not to start without. `cause` holds the last failure. */
export class StartupError extends ExperimentationError {
  /** Tells this error from others where `instanceof` cannot. */
  readonly code = 'STARTUP_FAILED';
}
