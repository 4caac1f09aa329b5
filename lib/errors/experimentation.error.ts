/** Base of every error the module throws: `code` for programs, a message that says what to do for people. */
export abstract class ExperimentationError extends Error {
  /** Stable, machine-readable. */
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
