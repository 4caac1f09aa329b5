import type { LogOnce } from '../shared/log-once.js';

/** So many calls in a row that are not answered in time: from then on nobody waits for the store. */
const OVERDUE_IN_A_ROW = 3;
/** Milliseconds between attempts to find out whether the store answers again. */
const PROBE_EVERY_MS = 1_000;

/** Why a call was not made. */
export class StoreRestsError extends Error {
  override readonly name = 'StoreRestsError';

  constructor() {
    super('the store has not answered in time several times in a row; it is asked again once a second');
  }
}

/** How long a call may take, and whether it may be the one that finds out if the store answers again. */
export interface CallTerms {
  readonly deadlineMs: number;
  /** Whether somebody waits for the outcome: they do not wait for a probe. */
  readonly isAwaited: boolean;
}

/**
 * Calls a store, each time with a deadline, whatever its client does by itself. A store that is late several times in a row is
 * left alone: one call at a time, once a second, finds out whether it answers again.
 */
export class StoreCalls {
  #overdue = 0;
  #probing = false;
  #probedAt = 0;

  constructor(private readonly notices: LogOnce) {}

  /** Whether nobody waits for the store, since it has been late several times in a row. */
  get isResting(): boolean {
    return this.#overdue >= OVERDUE_IN_A_ROW;
  }

  /**
   * Makes a call; its answer is given at once if the store answers at once.
   *
   * @throws whatever the call throws; `StoreRestsError` when the store is left alone
   */
  run<T>(call: () => T | Promise<T>, terms: CallTerms): T | Promise<T> {
    if (!this.isResting) return this.#timed(call, terms);
    if (!this.#mayProbe()) throw new StoreRestsError();
    const probe = this.#probe(call, terms);
    if (!terms.isAwaited || !(probe instanceof Promise)) return probe;
    probe.catch(() => undefined);
    throw new StoreRestsError();
  }

  #mayProbe(): boolean {
    return !this.#probing && performance.now() - this.#probedAt >= PROBE_EVERY_MS;
  }

  #probe<T>(call: () => T | Promise<T>, terms: CallTerms): T | Promise<T> {
    this.#probing = true;
    const done = (): void => {
      this.#probing = false;
      this.#probedAt = performance.now();
    };
    try {
      const answer = this.#timed(call, terms);
      if (answer instanceof Promise) return answer.finally(done);
      done();
      return answer;
    } catch (error) {
      done();
      throw error;
    }
  }

  #timed<T>(call: () => T | Promise<T>, terms: CallTerms): T | Promise<T> {
    let answer: T | Promise<T>;
    try {
      answer = call();
    } catch (error) {
      this.#answered();
      throw error;
    }
    if (isThenable(answer)) return this.#within(answer, terms);
    this.#answered();
    return answer;
  }

  async #within<T>(answer: PromiseLike<T>, { deadlineMs, isAwaited }: CallTerms): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    let isLate = false;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        isLate = true;
        this.#late();
        reject(new Error(`no answer within ${deadlineMs} ms`));
      }, deadlineMs);
      if (!isAwaited) timer.unref();
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
      if (!isLate) this.#answered();
    }
  }

  #late(): void {
    this.#overdue++;
    if (this.#overdue === OVERDUE_IN_A_ROW) this.#probedAt = performance.now();
    if (!this.isResting) return;
    this.notices.once(
      'assignments:rests',
      () =>
        `The assignment store has not answered in time ${OVERDUE_IN_A_ROW} times in a row: nobody waits for it until it does again. ` +
        'Visitors are decided without what is stored meanwhile.',
    );
  }

  #answered(): void {
    if (this.#overdue === 0) return;
    this.#overdue = 0;
    this.notices.over('assignments:rests');
  }
}

function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  );
}
