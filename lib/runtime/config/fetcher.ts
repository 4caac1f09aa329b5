import { setTimeout as pause } from 'node:timers/promises';
import { SourceError } from '../../errors/source.error.js';
import type { Fetched, Source, SourceValidator } from '../../ports/source.js';
import { backoffMs } from '../shared/backoff.js';
import type { BackoffOptions } from '../shared/backoff.js';

/** How often and how patiently a source is asked. */
export interface RetryOptions extends BackoffOptions {
  /** How often the source is asked within one refresh before that counts as failed; a source that asks again by itself is asked once. At least 1. */
  readonly attempts: number;
}

/** Asks a source, and asks again where that can help. */
export interface ConfigFetcherOptions {
  readonly source: Source;
  readonly retry: RetryOptions;
  /** For one attempt; sources have limits of their own, this one is for those that have not. */
  readonly attemptTimeoutMs: number;
  readonly random: () => number;
  readonly now: () => number;
}

/** A refresh is not kept waiting for longer than this between two attempts; the next scheduled one comes anyway. */
const LONGEST_PAUSE_MS = 5_000;
/** A server that asks for more patience is asked again all the same. */
const LONGEST_RETRY_AFTER_MS = 3_600_000;

/** Fetches with retries. A time that the server asked to wait (Retry-After) is kept, by later refreshes too. */
export class ConfigFetcher {
  readonly #options: ConfigFetcherOptions;
  #notBefore = 0;
  #reason: SourceError | undefined;

  constructor(options: ConfigFetcherOptions) {
    this.#options = options;
  }

  /** Why the source must not be asked yet: it said when it may be. Undefined when it may. */
  patience(): SourceError | undefined {
    const left = this.#notBefore - this.#options.now();
    if (left <= 0 || this.#reason === undefined) return undefined;
    const message = `${this.#reason.message} It asked to be left alone for another ${Math.ceil(left / 1000)} s.`;
    return new SourceError(message, true, left, { cause: this.#reason });
  }

  /**
   * Fetches once as far as the caller can tell.
   *
   * @param begin - called as each attempt begins: gives the marks of what is installed by then
   * @returns undefined when nothing is new
   */
  async fetch(begin: () => SourceValidator | undefined, signal: AbortSignal): Promise<Fetched | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt(begin(), signal);
      } catch (error) {
        const delay = this.#pauseAfter(error, attempt);
        if (delay === null || signal.aborted) throw error;
        await pause(delay, undefined, { signal });
      }
    }
  }

  /** Null when asking again at once would not help, or would be rude. */
  #pauseAfter(error: unknown, attempt: number): number | null {
    const { source, retry, random, now } = this.#options;
    const attempts = source.asksAgain === true ? 1 : retry.attempts;
    if (!(error instanceof SourceError) || !error.retryable) return null;
    const asked = Math.min(error.retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS);
    if (asked > 0) {
      this.#notBefore = now() + asked;
      this.#reason = error;
    }
    if (attempt >= attempts || asked > LONGEST_PAUSE_MS) return null;
    return Math.max(Math.min(backoffMs(attempt, retry, random), LONGEST_PAUSE_MS), asked);
  }

  async #attempt(since: SourceValidator | undefined, outer: AbortSignal): Promise<Fetched | undefined> {
    const { source, attemptTimeoutMs } = this.#options;
    outer.throwIfAborted();
    const controller = new AbortController();
    let giveUp!: (reason: unknown) => void;
    const given = new Promise<never>((_resolve, reject) => (giveUp = reject));
    const onAbort = (): void => giveUp(outer.reason);
    outer.addEventListener('abort', onAbort, { once: true });
    const timer = setTimeout(() => {
      giveUp(new SourceError(`${source.name} did not answer within ${attemptTimeoutMs} ms.`, true));
    }, attemptTimeoutMs).unref();
    try {
      // Not waited for once given up: a source may ignore its signal.
      return await Promise.race([source.fetch({ signal: controller.signal, since }), given]);
    } finally {
      clearTimeout(timer);
      outer.removeEventListener('abort', onAbort);
      controller.abort();
    }
  }
}
