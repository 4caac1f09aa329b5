/** Runs a task never twice at a time. */
export class SingleFlight<T> {
  readonly #task: () => Promise<T>;
  #running: Promise<T> | undefined;
  #next: Promise<T> | undefined;

  constructor(task: () => Promise<T>) {
    this.#task = task;
  }

  /** Joins the run in progress, or starts one. */
  join(): Promise<T> {
    return this.#running ?? this.#begin();
  }

  /**
   * A run that begins no earlier than now: what happened up to this call is seen by it. Waits for the run in progress; all
   * who call meanwhile share the one that follows.
   */
  again(): Promise<T> {
    if (this.#running === undefined) return this.#begin();
    this.#next ??= this.#running.then(
      () => this.#follow(),
      () => this.#follow(),
    );
    return this.#next;
  }

  /** Resolves when nothing runs and nothing waits to run. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await Promise.allSettled([this.#running, this.#next]);
  }

  #follow(): Promise<T> {
    this.#next = undefined;
    // Somebody who was told of the end earlier may have begun a run already: it began late enough.
    return this.join();
  }

  #begin(): Promise<T> {
    const run = this.#run();
    this.#running = run;
    const ended = (): void => {
      this.#running = undefined;
    };
    run.then(ended, ended);
    return run;
  }

  async #run(): Promise<T> {
    return this.#task();
  }
}
