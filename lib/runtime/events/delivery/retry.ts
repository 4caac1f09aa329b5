import { DeliveryError } from '../../../errors/delivery.error.js';
import { backoffMs } from '../../shared/backoff.js';

/** A receiver cannot ask for a longer pause, in milliseconds. */
export const MAX_RETRY_AFTER_MS = 600_000;
/** Pauses while somebody waits for a flush with a deadline are short. */
const DRAIN = { initialMs: 100, maxMs: 1_000 };
/** Before any clock. */
export const AT_ONCE: number = Number.NEGATIVE_INFINITY;

/** How long to wait between attempts. */
export interface RetryPauses {
  readonly retryInitialMs: number;
  readonly retryMaxMs: number;
}

/** What a receiver asked to wait, within reason; 0 if it did not ask. */
export function askedPauseMs(error: unknown): number {
  const asked = error instanceof DeliveryError ? (error.retryAfterMs ?? 0) : 0;
  return asked > 0 ? Math.min(asked, MAX_RETRY_AFTER_MS) : 0;
}

/**
 * When a failing sink is tried again: pauses double up to a cap, with jitter, and are never shorter than the receiver asked
 * for. Those who wait for a flush with a deadline (a drain) have shorter pauses of their own.
 */
export class RetrySchedule {
  #failures = 0;
  #drainFailures = 0;
  #at = AT_ONCE;
  #drainAt = AT_ONCE;

  constructor(
    private readonly pauses: RetryPauses,
    private readonly now: () => number,
    private readonly random: () => number,
  ) {}

  /** When the next attempt may be made. */
  get at(): number {
    return this.#at;
  }

  /** The same, while a drain is under way. */
  get drainAt(): number {
    return Math.min(this.#drainAt, this.#at);
  }

  /** An attempt failed: the pauses grow. */
  failed(error: unknown): void {
    const { retryInitialMs: initialMs, retryMaxMs: maxMs } = this.pauses;
    const atLeast = askedPauseMs(error);
    const pause = backoffMs(++this.#failures, { initialMs, maxMs }, this.random);
    const drainPause = backoffMs(++this.#drainFailures, DRAIN, this.random);
    const now = this.now();
    this.#at = now + Math.max(pause, atLeast);
    this.#drainAt = now + Math.max(drainPause, atLeast);
  }

  /** The receiver is in order. */
  succeeded(): void {
    this.#failures = 0;
    this.#drainFailures = 0;
    this.skipPause();
  }

  /** A drain begins: its first attempt is made at once. */
  beginDrain(): void {
    this.#drainFailures = 0;
    this.#drainAt = AT_ONCE;
  }

  /** The next attempt is made at once; the pauses after it are as they would have been. */
  skipPause(): void {
    this.#at = AT_ONCE;
    this.#drainAt = AT_ONCE;
  }
}
