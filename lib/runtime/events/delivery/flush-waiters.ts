/** The longest time a timer of Node takes. */
const MAX_DELAY_MS = 2_147_483_647;

interface Waiter {
  /** `seq` of the last event waited for. */
  readonly target: number;
  /** When the patience ends; null for a waiter that counts attempts instead. */
  readonly deadline: number | null;
  failuresLeft: number;
  /** Keeps the process alive while somebody waits, and ends a wait with a deadline. */
  readonly timer: NodeJS.Timeout;
  readonly resolve: (complete: boolean) => void;
}

/** Those who wait for a flush. Each gets true when everything up to its target is delivered or lost, false when it gives up. */
export class FlushWaiters {
  #waiters: Waiter[] = [];

  constructor(
    private readonly attempts: number,
    private readonly now: () => number,
    /** Told when a wait has reached its deadline. */
    private readonly onDeadline: () => void,
  ) {}

  get some(): boolean {
    return this.#waiters.length !== 0;
  }

  /** Somebody wants attempts without a pause. */
  get impatient(): boolean {
    return this.#waiters.some((waiter) => waiter.deadline === null);
  }

  /** Somebody waits until a deadline. */
  get patient(): boolean {
    return this.#waiters.some((waiter) => waiter.deadline !== null);
  }

  add(target: number, deadlineMs: number | undefined): Promise<boolean> {
    return new Promise((resolve) => {
      const delay = deadlineMs === undefined ? MAX_DELAY_MS : Math.min(Math.max(deadlineMs, 0), MAX_DELAY_MS);
      const waiter: Waiter = {
        target,
        deadline: deadlineMs === undefined ? null : this.now() + delay,
        failuresLeft: this.attempts,
        timer: setTimeout(() => {
          this.#end((one) => one === waiter, false);
          this.onDeadline();
        }, delay),
        resolve,
      };
      this.#waiters.push(waiter);
    });
  }

  /** Something moved: waits that are over end, the others have all their attempts again. */
  progress(oldestSeq: number | undefined): void {
    this.#end((waiter) => oldestSeq === undefined || waiter.target < oldestSeq, true);
    for (const waiter of this.#waiters) waiter.failuresLeft = this.attempts;
  }

  /**
   * An attempt failed.
   *
   * @param asked - the receiver asked to wait: who is impatient does not press it
   * @param nextAt - when the next attempt for those with a deadline would be
   */
  failure(asked: boolean, nextAt: number): void {
    for (const waiter of this.#waiters) waiter.failuresLeft -= asked ? waiter.failuresLeft : 1;
    this.#end(
      (waiter) => (waiter.deadline === null ? waiter.failuresLeft <= 0 : waiter.deadline <= nextAt),
      false,
    );
  }

  #end(over: (waiter: Waiter) => boolean, complete: boolean): void {
    if (this.#waiters.length === 0) return;
    const ended = this.#waiters.filter(over);
    this.#waiters = this.#waiters.filter((waiter) => !ended.includes(waiter));
    for (const waiter of ended) {
      clearTimeout(waiter.timer);
      waiter.resolve(complete);
    }
  }
}
