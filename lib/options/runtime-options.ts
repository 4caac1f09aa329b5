/** Refresh at a steady pace. */
export interface IntervalRefresh {
  /** Milliseconds between two refreshes, 1,000 or more. */
  readonly everyMs: number;
  /**
   * Every process shifts its refreshes by its own share of this, in milliseconds, 0 to `everyMs`, so that many do not ask in the
   * same second.
   *
   * @defaultValue a tenth of `everyMs`
   */
  readonly jitterMs?: number | undefined;
}

/** Refresh at set times. */
export interface CronRefresh {
  /** A cron expression of five or six fields (with seconds first). */
  readonly cron: string;
  /**
   * An IANA name such as `Europe/Paris`.
   *
   * @defaultValue the time zone of the process
   */
  readonly timeZone?: string | undefined;
  /**
   * Every process shifts its refreshes by its own share of this, in milliseconds.
   *
   * @defaultValue 5,000
   */
  readonly jitterMs?: number | undefined;
}

/** What happens when the source does not answer at the start. */
export type StartupMode = 'block' | 'degrade' | 'fail';

/** How the application starts. */
export interface StartupPolicy {
  /**
   * `'block'` waits for the configuration until the deadline, then starts with the snapshot, the bootstrap payload or nothing.
   * `'degrade'` starts with these at once. `'fail'` does not start without configuration from the source.
   */
  readonly mode: StartupMode;
  /**
   * Milliseconds that `'block'` and `'fail'` wait, 0 or more.
   *
   * @defaultValue 5,000
   */
  readonly deadlineMs?: number | undefined;
}

/** Where the last good configuration is kept across restarts. */
export interface SnapshotFile {
  /** Absolute, or relative to the working directory. */
  readonly path: string;
}

/** How events wait and are delivered. Every sink has a queue of its own within these bounds. */
export interface EventsOptions {
  /** Most events that may wait for a sink; at least 1. @defaultValue 10,000 */
  readonly maxEvents?: number | undefined;
  /** Most bytes that they may take, by estimate; at least 1,024. @defaultValue 16,777,216 (16 MiB) */
  readonly maxBytes?: number | undefined;
  /** Events in one delivery; at least 1. A sink's own wish wins. @defaultValue 100 */
  readonly maxBatchSize?: number | undefined;
  /** Milliseconds from the first event of an empty queue to its delivery. A sink's own wish wins. @defaultValue 5,000 */
  readonly flushIntervalMs?: number | undefined;
  /** Milliseconds one delivery may take. @defaultValue 10,000 */
  readonly deliveryTimeoutMs?: number | undefined;
  /** Longest pause after a first failure, in milliseconds; it doubles with every further one. @defaultValue 1,000 */
  readonly retryInitialMs?: number | undefined;
  /** Longest pause between attempts, in milliseconds. @defaultValue 60,000 */
  readonly retryMaxMs?: number | undefined;
  /** Attempts after which a batch is given up; at least 1. @defaultValue no limit but the queue's */
  readonly maxAttempts?: number | undefined;
  /** Failed attempts in a row after which `flush()` stops waiting; at least 1. @defaultValue 3 */
  readonly flushAttempts?: number | undefined;
}

/** When gates count a visitor: whenever they are asked, only for those who pass, or not at all. */
export type GateExposure = 'always' | 'pass' | 'never';

/** What counts as an exposure. */
export interface ExposureOptions {
  /** Exposures that the process remembers, so as not to report them twice; at least 1. @defaultValue 100,000 */
  readonly maxRemembered?: number | undefined;
  /** When gates such as `@FeatureFlag('key')` on a handler count a visitor, unless they say it themselves. @defaultValue `'always'` */
  readonly gates?: GateExposure | undefined;
}

/** What a gate does with those about whom it cannot decide: refuses them, lets them pass, or answers with an error (503). */
export type UndecidedGate = 'closed' | 'open' | 'error';

/** How gates such as `@FeatureFlag('key')` on a handler behave unless they say it themselves. */
export interface GatesOptions {
  /**
   * What happens where a gate cannot decide: no configuration is there yet, it does not know the key, the flag is malformed, the
   * unit that is hashed is missing, a rule fails, or consent is denied. `negate` does not matter then.
   *
   * @defaultValue `'closed'`
   */
  readonly undecided?: UndecidedGate | undefined;
}

/** What becomes of keys that no configuration knows: told once, an error at the start, or nothing. */
export type UnknownKeys = 'warn' | 'error' | 'ignore';

/** How the module ends. */
export interface ShutdownOptions {
  /** Milliseconds for the last delivery of events; what is left then is counted as dropped. 0 or more. @defaultValue 5,000 */
  readonly deadlineMs?: number | undefined;
}

/** Which module instance it is. */
export interface InstanceOptions {
  /**
   * Name of the instance, for applications that have several: letters, digits, `-` and `_`.
   *
   * @defaultValue `'default'`, which is injected as `Experiments` without a name
   */
  readonly name?: string | undefined;
  /**
   * Whether all modules of the application can inject it without importing the module.
   *
   * @defaultValue `true`
   */
  readonly isGlobal?: boolean | undefined;
}
