/** Where the module speaks to operators. Nest's own `Logger` fits. */
export interface ExperimentationLogger {
  /** What happened as it should: configuration in service, the account at shutdown. */
  log(message: string): void;
  /** What failed, and goes on without: once until it is over. */
  warn(message: string): void;
  /** What needs somebody. @param stack - of the error, where there is one */
  error(message: string, stack?: string): void;
  /** What only matters in development. */
  debug?(message: string): void;
}

/** Injection token of the same name. */
export const ExperimentationLogger = Symbol('ExperimentationLogger');

/** A logger that says nothing. */
export const SILENT_LOGGER: ExperimentationLogger = { log() {}, warn() {}, error() {} };
