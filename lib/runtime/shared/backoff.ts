/** How long to wait before trying again: doubling from `initialMs` up to `maxMs`, jittered. */
export interface BackoffOptions {
  /** The longest wait after the first failure, in milliseconds. */
  readonly initialMs: number;
  /** The longest wait after any number of failures, in milliseconds. */
  readonly maxMs: number;
  /**
   * `full` waits between nothing and the cap: spreads a crowd best. `equal` waits between half the cap and the cap: never
   * tries again at once.
   *
   * @defaultValue `'equal'`
   */
  readonly jitter?: 'full' | 'equal';
}

/**
 * The longest wait after so many failures in a row.
 *
 * @param failures - 1 after the first; less counts as 1
 * @returns milliseconds: `initialMs` doubled with each further failure, never over `maxMs`
 */
export function backoffCapMs(failures: number, options: BackoffOptions): number {
  // Past 2^52 doubling changes nothing (every cap is reached), and 0 * Infinity would not be a number.
  const doublings = Math.min(Math.max(failures, 1) - 1, 52);
  return Math.min(options.initialMs * 2 ** doublings, options.maxMs);
}

/**
 * The wait after so many failures in a row.
 *
 * @param failures - 1 after the first
 * @param random - gives numbers in [0, 1)
 * @returns milliseconds, at most {@link backoffCapMs}
 * @see {@link https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ | Exponential backoff and jitter}
 */
export function backoffMs(failures: number, options: BackoffOptions, random: () => number): number {
  const cap = backoffCapMs(failures, options);
  return options.jitter === 'full' ? random() * cap : cap / 2 + (random() * cap) / 2;
}
