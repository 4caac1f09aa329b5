import type { Program } from '../../engine/program.js';
import type { ExperimentationLogger } from '../../ports/logger.js';
import type { SnapshotStore } from '../../ports/snapshot-store.js';
import type { Source } from '../../ports/source.js';
import type { RetryOptions } from './fetcher.js';

/** What the start waits for. */
export interface StartupOptions {
  /**
   * `block` waits for live configuration until the deadline, then starts with the snapshot, the bootstrap payload or nothing.
   * `degrade` starts with these at once and lets live configuration come later. `fail` does not start without live
   * configuration.
   */
  readonly mode: 'block' | 'degrade' | 'fail';
  /** For `block` and `fail`, in milliseconds, 0 or more. */
  readonly deadlineMs: number;
}

/** What a configuration keeper is made of. */
export interface ConfigKeeperOptions {
  /**
   * Makes a program of a payload (`Platform.compile`). `previous` is what is in service, undefined while that is nothing.
   * Throws `PayloadError` when nothing in it can be trusted.
   */
  readonly compile: (payload: unknown, previous: Program | undefined) => Program | Promise<Program>;
  readonly source: Source;
  readonly startup: StartupOptions;
  /** Keeps the last good payload for a start without the source. */
  readonly snapshot?: SnapshotStore | undefined;
  /** Payload for a start without source and snapshot, or a function that gets it. */
  readonly bootstrap?: unknown;
  readonly logger: ExperimentationLogger;
  /** @defaultValue 3 attempts a refresh, 500 ms up to 30 s, equal jitter */
  readonly retry?: Partial<RetryOptions> | undefined;
  /**
   * Live configuration that could not be checked for longer than this counts as stale, in milliseconds.
   *
   * @defaultValue it counts as stale only after a failed contact
   */
  readonly staleAfterMs?: number | undefined;
  /**
   * Whether a payload without any flag, experiment or variable may replace one that has some.
   *
   * @defaultValue `false`
   */
  readonly allowEmpty?: boolean | undefined;
  /**
   * Longest time for one attempt to fetch, in milliseconds, whatever the source's own limit.
   *
   * @defaultValue `60_000`
   */
  readonly attemptTimeoutMs?: number | undefined;
  /** Gives numbers in [0, 1). @defaultValue `Math.random` */
  readonly random?: (() => number) | undefined;
  /** Epoch milliseconds. @defaultValue `Date.now` */
  readonly now?: (() => number) | undefined;
}

/** Defaults of {@link ConfigKeeperOptions}. */
const DEFAULT_RETRY: RetryOptions = Object.freeze({
  attempts: 3,
  initialMs: 500,
  maxMs: 30_000,
  jitter: 'equal',
});
const DEFAULT_ATTEMPT_TIMEOUT_MS = 60_000;

/** Options with nothing left open. */
export interface ConfigKeeperSettings extends Pick<
  ConfigKeeperOptions,
  'compile' | 'source' | 'startup' | 'snapshot' | 'bootstrap' | 'logger'
> {
  readonly retry: RetryOptions;
  readonly staleAfterMs: number;
  readonly allowEmpty: boolean;
  readonly attemptTimeoutMs: number;
  readonly random: () => number;
  readonly now: () => number;
}

/** Fills in defaults. */
export function keeperSettings(options: ConfigKeeperOptions): ConfigKeeperSettings {
  const given = options.retry ?? {};
  return Object.freeze({
    ...options,
    retry: {
      attempts: given.attempts ?? DEFAULT_RETRY.attempts,
      initialMs: given.initialMs ?? DEFAULT_RETRY.initialMs,
      maxMs: given.maxMs ?? DEFAULT_RETRY.maxMs,
      jitter: given.jitter ?? 'equal',
    },
    staleAfterMs: options.staleAfterMs ?? Number.POSITIVE_INFINITY,
    allowEmpty: options.allowEmpty ?? false,
    attemptTimeoutMs: options.attemptTimeoutMs ?? DEFAULT_ATTEMPT_TIMEOUT_MS,
    random: options.random ?? Math.random,
    now: options.now ?? Date.now,
  });
}
