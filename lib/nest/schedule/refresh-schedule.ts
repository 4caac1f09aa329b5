import type { SchedulerRegistry } from '@nestjs/schedule';
import { CronJob } from 'cron';
import { hostname } from 'node:os';
import { OPTION_DEFAULTS } from '../../options/option-defaults.js';
import type { RefreshSettings } from '../../options/settings.js';
import { instanceOffsetMs } from '../../runtime/config-jitter.js';

/**
 * The name under which the refresh of a module instance is registered: `experimentation:refresh`, or
 * `experimentation:<name>:refresh` in a named instance.
 */
export function getRefreshJobName(instance: string = OPTION_DEFAULTS.name): string {
  return instance === OPTION_DEFAULTS.name
    ? 'experimentation:refresh'
    : `experimentation:${instance}:refresh`;
}

/** What a {@link RefreshSchedule} is made of. */
export interface RefreshScheduleOptions {
  readonly instance: string;
  readonly settings: RefreshSettings;
  readonly registry: SchedulerRegistry;
  /** Must not reject. */
  readonly refresh: () => Promise<unknown>;
  /** Tells processes apart. @defaultValue host name and process id */
  readonly seed?: string;
}

/**
 * Refreshes in time. The interval or cron job is in the application's registry, which can end it, and start a cron job
 * again. It does not keep the process alive.
 */
export class RefreshSchedule {
  readonly #name: string;
  readonly #offsetMs: number;
  #late: NodeJS.Timeout | undefined;

  constructor(private readonly options: RefreshScheduleOptions) {
    const { instance, settings, seed = `${hostname()}:${process.pid}` } = options;
    this.#name = getRefreshJobName(instance);
    this.#offsetMs = settings.kind === 'off' ? 0 : instanceOffsetMs(`${seed}:${instance}`, settings.jitterMs);
  }

  start(): void {
    const { settings, registry } = this.options;
    if (settings.kind === 'interval') {
      const interval = setInterval(() => this.#refreshLate(), settings.everyMs);
      interval.unref();
      registry.addInterval(this.#name, interval);
    } else if (settings.kind === 'cron') {
      const job = CronJob.from({
        cronTime: shifted(settings.cron, this.#offsetMs),
        onTick: () => void this.options.refresh(),
        ...(settings.timeZone !== undefined && { timeZone: settings.timeZone }),
        unrefTimeout: true,
      });
      registry.addCronJob(this.#name, job);
      job.start();
    }
  }

  /** Ends it, if nobody else has. */
  stop(): void {
    const { registry } = this.options;
    clearTimeout(this.#late);
    if (registry.doesExist('interval', this.#name)) registry.deleteInterval(this.#name);
    if (registry.doesExist('cron', this.#name)) registry.deleteCronJob(this.#name);
  }

  #refreshLate(): void {
    clearTimeout(this.#late);
    this.#late = setTimeout(() => void this.options.refresh(), this.#offsetMs);
    this.#late.unref();
  }
}

/** A cron expression that runs some whole seconds later, if it has no seconds of its own. */
function shifted(expression: string, offsetMs: number): string {
  const fields = expression.trim().split(/\s+/);
  return fields.length === 5
    ? `${Math.min(59, Math.floor(offsetMs / 1_000))} ${fields.join(' ')}`
    : expression;
}
