/** How a {@link Repeater} works. */
export interface RepeaterOptions {
  /** What is repeated. A rejection counts as a failure and never ends the repetition. */
  readonly run: () => Promise<void>;
  /**
   * The wait before the next run, in milliseconds.
   *
   * @param failures - runs that failed in a row: 0 after a success, and before the first run
   * @param error - what the last run failed with; undefined after a success
   */
  readonly delayMs: (failures: number, error: unknown) => number;
}

// Node runs a timer with a longer delay at once.
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/**
 * Repeats a task with one timer slot: the next run is armed when the previous one has ended, however it ended, so that runs
 * never overlap and the chain neither dies nor multiplies. The timer does not keep the process alive.
 */
export class Repeater {
  readonly #options: RepeaterOptions;
  #active = false;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #error: unknown;

  constructor(options: RepeaterOptions) {
    this.#options = options;
  }

  /** Whether it repeats. */
  get active(): boolean {
    return this.#active;
  }

  /** Begins; does nothing when it has begun. `firstDelayMs` stands for the first delay. */
  start(firstDelayMs?: number): void {
    if (this.#active) return;
    this.#active = true;
    this.#failures = 0;
    this.#error = undefined;
    if (this.#running === undefined) this.#arm(firstDelayMs ?? this.#options.delayMs(0, undefined));
  }

  /** Ends; does nothing when it has ended. Resolves when a run in progress is over. May be called from within a run, without awaiting. */
  stop(): Promise<void> {
    this.#active = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return this.#running ?? Promise.resolve();
  }

  #arm(delayMs: number): void {
    const wait = Math.min(Math.max(delayMs, 0), LONGEST_DELAY_MS);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#running = this.#runOnce().finally(() => {
        this.#running = undefined;
        if (this.#active) this.#arm(this.#options.delayMs(this.#failures, this.#error));
      });
    }, wait);
    this.#timer.unref();
  }

  async #runOnce(): Promise<void> {
    try {
      await this.#options.run();
      this.#failures = 0;
      this.#error = undefined;
    } catch (error) {
      this.#failures += 1;
      this.#error = error;
    }
  }
}
