import type { Program } from '../../engine/program.js';
import { StartupError } from '../../errors/startup.error.js';
import type { Fetched } from '../../ports/source.js';
import type { ConfigListener, RefreshResult } from './event.js';
import { ConfigHealth } from './health.js';
import { RetryLoop } from './retry-loop.js';
import { ConfigInstallation, isEmpty } from './installation.js';
import { ConfigListeners } from './listeners.js';
import { keeperSettings } from './options.js';
import type { ConfigKeeperOptions, ConfigKeeperSettings } from './options.js';
import { ConfigRefresh } from './refresh.js';
import { ConfigReport } from './report.js';
import { ConfigSnapshots } from './snapshots.js';
import { findFallback } from './fallback.js';
import type { ConfigStatus } from './status.js';
import { describeStatus } from './status.js';
import { ConfigWatch } from './watch.js';
import { within } from '../shared/race-timeout.js';

/** Closing does not wait longer than this for work that does not heed its abort signal, in milliseconds. */
const CLOSE_PATIENCE_MS = 5_000;

/**
 * Keeps one program in service: starts it from the source, the snapshot or the bootstrap payload, replaces it when there is a
 * newer one, and never by a broken one. Everything that can fail is reported and leaves what is in service alone.
 */
export class ConfigKeeper {
  readonly #settings: ConfigKeeperSettings;
  readonly #installation: ConfigInstallation;
  readonly #health: ConfigHealth;
  readonly #listeners: ConfigListeners;
  readonly #report: ConfigReport;
  readonly #refresh: ConfigRefresh;
  readonly #watch: ConfigWatch;
  readonly #snapshots: ConfigSnapshots | undefined;
  readonly #insistence: RetryLoop;
  readonly #closing = new AbortController();
  /** Resolves when waiting for the source at the start is over: it has delivered, it never will, or the keeper closes. */
  readonly #answered: Promise<void>;
  #endWait!: () => void;
  #started: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: ConfigKeeperOptions) {
    const settings = keeperSettings(options);
    const { source, snapshot, logger } = settings;
    this.#settings = settings;
    this.#answered = new Promise((resolve) => (this.#endWait = resolve));
    this.#installation = new ConfigInstallation(settings.allowEmpty);
    this.#health = new ConfigHealth(logger);
    this.#listeners = new ConfigListeners(logger);
    const report = new ConfigReport(settings, this.#health, this.#listeners);
    this.#report = report;
    this.#refresh = new ConfigRefresh({
      settings,
      installation: this.#installation,
      report,
      signal: this.#closing.signal,
      onLive: (fetched) => this.#onLive(fetched),
    });
    const targets = {
      onChange: () => void this.#onChange(),
      onPayload: (fetched: Fetched) => this.#refresh.push(fetched),
      onFailure: (error: Error) => report.aside(error, 'watch'),
    };
    this.#watch = new ConfigWatch(source, targets, logger);
    if (snapshot !== undefined) {
      this.#snapshots = new ConfigSnapshots(snapshot, logger, (error) => report.aside(error, 'snapshot'));
    }
    this.#insistence = new RetryLoop(settings, () => this.refresh(), this.#endWait);
  }

  /** What is in service; `EMPTY_PROGRAM` until something is. A plain read, for the hot path. */
  get program(): Program {
    return this.#installation.current.program;
  }

  /**
   * Begins, once; calling again gives the same promise. Resolves when requests can be served as the start-up policy has it.
   *
   * @throws StartupError with policy `fail`, when the source has not delivered before the deadline; the keeper is closed then
   */
  start(): Promise<void> {
    this.#started ??= this.#start();
    return this.#started;
  }

  /**
   * Asks the source for what is new. Whoever calls while that is being done shares the outcome.
   *
   * @returns never rejects
   */
  refresh(): Promise<RefreshResult> {
    return this.#refresh.ask();
  }

  /** Takes stock. */
  status(): ConfigStatus {
    return describeStatus({
      installed: this.#installation.current,
      health: this.#health,
      source: this.#settings.source.name,
      watching: this.#watch.state,
      staleAfterMs: this.#settings.staleAfterMs,
      now: this.#settings.now(),
    });
  }

  /** Tells of everything that happens from now on. Returns how to end that. */
  subscribe(listener: ConfigListener): () => void {
    return this.#listeners.add(listener);
  }

  /** Ends everything that runs, once. What is in service stays so. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #start(): Promise<void> {
    const { mode, deadlineMs } = this.#settings.startup;
    if (this.#closing.signal.aborted) return;
    // Watched first: what changes between the first answer and the watch would be missed.
    this.#watch.start();
    this.#insistence.start();
    if (mode !== 'degrade') {
      await within(deadlineMs, this.#answered, () => undefined);
      if (this.#installation.current.origin === 'live' || this.#closing.signal.aborted) return;
      if (mode === 'fail') throw await this.#giveUp(deadlineMs);
    }
    await this.#standIn();
    if (mode === 'block') this.#reportStartWithoutSource();
  }

  async #giveUp(deadlineMs: number): Promise<StartupError> {
    const cause = this.#health.failure?.error;
    const reason = cause?.message ?? `It did not answer within ${deadlineMs} ms.`;
    await this.close();
    return new StartupError(
      `No configuration from ${this.#settings.source.name}, and startup: 'fail' asks not to start without. ${reason}`,
      cause === undefined ? undefined : { cause },
    );
  }

  async #standIn(): Promise<void> {
    const { logger, now } = this.#settings;
    const found = await findFallback(this.#settings, (error, stage) => {
      logger.warn(error.message);
      this.#report.aside(error, stage);
    });
    if (found === undefined || this.#closing.signal.aborted) return;
    if (!this.#installation.standIn(found.program, found.origin, found.savedAt, now())) return;
    this.#report.installed(this.#installation.current, '', found.source);
  }

  #reportStartWithoutSource(): void {
    const { origin } = this.#installation.current;
    if (origin === 'live' || this.#closing.signal.aborted) return;
    const instead = origin === 'none' ? 'nothing: everything answers its fallback' : `the ${origin}`;
    this.#health.trouble(`Starting without ${this.#settings.source.name}, with ${instead}.`);
  }

  #onLive(fetched: Fetched): void {
    this.#endWait();
    void this.#insistence.stop();
    // Taken at the start, where it puts nothing out of service, it must not do so at the next start either.
    if (this.#settings.allowEmpty || !isEmpty(this.program)) this.#snapshots?.save(fetched);
  }

  async #onChange(): Promise<void> {
    const { error } = await this.#refresh.askAgain();
    if (error !== undefined && !this.#closing.signal.aborted) this.#insistence.startAfter(error);
  }

  async #close(): Promise<void> {
    this.#closing.abort(new Error('The configuration is closed.'));
    this.#endWait();
    const ended = Promise.all([
      this.#watch.stop(),
      this.#insistence.stop(),
      this.#refresh.idle(),
      this.#snapshots?.idle(),
    ]);
    await within(CLOSE_PATIENCE_MS, ended, () => undefined);
  }
}
