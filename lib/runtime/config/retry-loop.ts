import { SourceError } from '../../errors/source.error.js';
import { backoffMs } from '../shared/backoff.js';
import type { RefreshResult } from './event.js';
import type { ConfigKeeperSettings } from './options.js';
import { Repeater } from '../shared/repeater.js';

/**
 * Asks the source until it delivers: at the start, and after a change that could not be fetched. Whatever schedule there is
 * goes on beside it. Does not hurry where asking again cannot help soon.
 */
export class RetryLoop {
  readonly #settings: Pick<ConfigKeeperSettings, 'retry' | 'random'>;
  readonly #ask: () => Promise<RefreshResult>;
  readonly #onHopeless: () => void;
  readonly #repeater = new Repeater({
    run: () => this.#run(),
    delayMs: (failures, error) => this.#pauseAfter(failures, error),
  });

  /** @param onHopeless - is told when a failure is one that asking again cannot mend */
  constructor(
    settings: Pick<ConfigKeeperSettings, 'retry' | 'random'>,
    ask: () => Promise<RefreshResult>,
    onHopeless: () => void,
  ) {
    this.#settings = settings;
    this.#ask = ask;
    this.#onHopeless = onHopeless;
  }

  /** Asks at once, and on. */
  start(): void {
    this.#repeater.start(0);
  }

  /** Asks on after a failure that has just happened. */
  startAfter(error: Error): void {
    this.#repeater.start(this.#pauseAfter(1, error));
  }

  /** Ends; resolves when nobody is being asked. */
  stop(): Promise<void> {
    return this.#repeater.stop();
  }

  async #run(): Promise<void> {
    const { error } = await this.#ask();
    if (error === undefined) return void this.stop();
    if (error instanceof SourceError && !error.retryable) this.#onHopeless();
    throw error;
  }

  #pauseAfter(failures: number, error: unknown): number {
    const { retry, random } = this.#settings;
    if (!(error instanceof SourceError)) return backoffMs(failures, retry, random);
    if (!error.retryable) return retry.maxMs;
    // Each of these failures stands for as many attempts as one refresh makes: the pauses grow on from there.
    return Math.max(backoffMs(failures + retry.attempts - 1, retry, random), error.retryAfterMs ?? 0);
  }
}
