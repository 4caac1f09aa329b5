import type { SchedulerRegistry } from '@nestjs/schedule';
import { CronJob } from 'cron';
import { hostname } from 'node:os';
import type { Program } from '../../../engine/program.js';
import { OPTION_DEFAULTS } from '../../../options/option-defaults.js';
import { intervalJitterMs } from '../../../options/resolve-runtime.js';
import type { RefreshSettings } from '../../../options/settings.js';
import { instanceOffsetMs } from '../../../runtime/config/jitter.js';

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
  /** What is in service. */
  readonly program: () => Program;
  /** Tells processes apart. @defaultValue host name and process id */
  readonly seed?: string;
}

/**
 * Refreshes in time. The interval or cron job is in the application's registry, which can end it, and start a cron job
 * again. It does not keep the process alive.
 */
export class RefreshSchedule {
  readonly #name: string;
  readonly #seed: string;
  #everyMs = 0;
  #offsetMs: number;
  #late: NodeJS.Timeout | undefined;

  constructor(private readonly options: RefreshScheduleOptions) {
    const { instance, settings, seed = `${hostname()}:${process.pid}` } = options;
    this.#name = getRefreshJobName(instance);
    this.#seed = `${seed}:${instance}`;
    this.#offsetMs = settings.kind === 'off' ? 0 : instanceOffsetMs(this.#seed, settings.jitterMs);
  }

  start(): void {
    const { settings, registry } = this.options;
    if (settings.kind === 'interval') {
      this.#repeat(this.#wantedMs() ?? settings.everyMs);
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

  /** Follows what the configuration in service asks for. An interval that the application has ended stays so. */
  adjust(): void {
    const { settings, registry } = this.options;
    if (settings.kind !== 'interval' || !registry.doesExist('interval', this.#name)) return;
    const everyMs = this.#wantedMs() ?? settings.everyMs;
    if (everyMs === this.#everyMs) return;
    registry.deleteInterval(this.#name);
    this.#repeat(everyMs);
  }

  /** Ends it, if nobody else has. */
  stop(): void {
    const { registry } = this.options;
    clearTimeout(this.#late);
    if (registry.doesExist('interval', this.#name)) registry.deleteInterval(this.#name);
    if (registry.doesExist('cron', this.#name)) registry.deleteCronJob(this.#name);
  }

  #wantedMs(): number | undefined {
    const { settings, program } = this.options;
    return settings.kind === 'interval' ? settings.everyMsOf?.(program()) : undefined;
  }

  #repeat(everyMs: number): void {
    const { settings, registry } = this.options;
    if (settings.kind !== 'interval') return;
    const jitterMs = everyMs === settings.everyMs ? settings.jitterMs : intervalJitterMs(everyMs);
    this.#offsetMs = instanceOffsetMs(this.#seed, jitterMs);
    this.#everyMs = everyMs;
    const interval = setInterval(() => this.#refreshLate(), everyMs);
    interval.unref();
    registry.addInterval(this.#name, interval);
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
