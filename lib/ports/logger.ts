/** Where the module speaks to operators. Nest's own `Logger` fits. */
export interface ExperimentationLogger {
  log(message: string): void;
  warn(message: string): void;
  error(message: string, stack?: string): void;
  debug?(message: string): void;
}

/** Injection token of the same name. */
export const ExperimentationLogger = Symbol('ExperimentationLogger');

/** A logger that says nothing. */
export const SILENT_LOGGER: ExperimentationLogger = { log() {}, warn() {}, error() {} };
