import type { ExperimentationLogger } from '../../../ports/logger.js';

/** Messages of one topic are at least this far apart. */
const QUIET_MS = 60_000;

type Level = 'log' | 'warn' | 'error';

/** Speaks to operators without flooding them, and never throws, whatever the logger does. */
export class EventLog {
  readonly #spoken = new Map<string, number>();

  constructor(
    private readonly logger: ExperimentationLogger,
    private readonly now: () => number,
  ) {}

  log(message: string): void {
    this.#write('log', message);
  }

  warn(message: string): void {
    this.#write('warn', message);
  }

  /** Warns unless it did so on the same topic within the last minute. The message is made only if it is written. */
  warnSometimes(topic: string, message: () => string): void {
    this.#sometimes('warn', topic, message);
  }

  /** The same for what somebody has to mend. */
  errorSometimes(topic: string, message: () => string): void {
    this.#sometimes('error', topic, message);
  }

  #sometimes(level: Level, topic: string, message: () => string): void {
    const at = this.now();
    const last = this.#spoken.get(topic);
    if (last !== undefined && at - last < QUIET_MS) return;
    this.#spoken.set(topic, at);
    this.#write(level, message());
  }

  #write(level: Level, message: string): void {
    try {
      this.logger[level](message);
    } catch {
      // A logger that fails cannot be told about; the ledger still counts what the message was about.
    }
  }
}

/** What an error says, on one line of bounded length, without a full stop at its end. */
export function describeError(error: unknown): string {
  let text: string;
  try {
    text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  } catch {
    text = 'an error that cannot be shown';
  }
  const line = text.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  return line.length > 300 ? `${line.slice(0, 297)}...` : line;
}
