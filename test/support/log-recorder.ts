import type { ExperimentationLogger } from '../../lib/ports/logger.js';

/** Keeps what is logged, by level. */
export class LogRecorder implements ExperimentationLogger {
  readonly logs: string[] = [];
  readonly warnings: string[] = [];
  readonly errors: string[] = [];
  readonly debugs: string[] = [];

  log(message: string): void {
    this.logs.push(message);
  }

  warn(message: string): void {
    this.warnings.push(message);
  }

  error(message: string): void {
    this.errors.push(message);
  }

  debug(message: string): void {
    this.debugs.push(message);
  }

  /** Everything, for what must appear nowhere. */
  get everything(): string {
    return [...this.logs, ...this.warnings, ...this.errors, ...this.debugs].join('\n');
  }
}
