import { ExperimentationError } from './experimentation.error.js';

/** The module is imported in a way that cannot work. The message says how it can. */
export class RegistrationError extends ExperimentationError {
  /** Tells this error from others where `instanceof` cannot. */
  readonly code = 'REGISTRATION_INVALID';
}
