import type { ExperimentationLogger } from '../../ports/logger.js';

/** Topics remembered; when there are more, the oldest may be spoken of again. */
const MAX_TOPICS = 1_000;

/** Tells operators of things that would happen on every request: once a topic, and never in a way that throws. */
export class LogOnce {
  readonly #topics = new Set<string>();

  constructor(private readonly logger: ExperimentationLogger) {}

  /** Warns the first time. The message is made only if it is written. */
  once(topic: string, message: () => string): void {
    if (this.#isNew(topic)) this.#write('warn', message);
  }

  /** Tells the first time, where nothing is wrong. */
  tellOnce(topic: string, message: () => string): void {
    if (this.#isNew(topic)) this.#write('log', message);
  }

  /** Says nothing about a topic: it has been spoken of in another way. */
  suppress(topic: string): void {
    this.#isNew(topic);
  }

  /** Forgets a topic, so that it is spoken of when it comes up again. */
  over(topic: string): void {
    this.#topics.delete(topic);
  }

  #isNew(topic: string): boolean {
    if (this.#topics.has(topic)) return false;
    if (this.#topics.size >= MAX_TOPICS) this.#topics.delete(this.#topics.values().next().value as string);
    this.#topics.add(topic);
    return true;
  }

  #write(level: 'log' | 'warn', message: () => string): void {
    try {
      this.logger[level](message());
    } catch {
      // A logger that fails has nobody to tell.
      return;
    }
  }
}

/** What went wrong, in one line. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
