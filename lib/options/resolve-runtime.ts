import type { Platform } from '../ports/platform.js';
import { OPTION_DEFAULTS } from './option-defaults.js';
import type { CronRefresh, IntervalRefresh, StartupMode, StartupPolicy } from './runtime-options.js';
import type { RefreshSettings } from './settings.js';

export function resolveRefresh(
  given: IntervalRefresh | CronRefresh | false | undefined,
  platform: Pick<Platform, 'refreshMs' | 'refreshMsOf'>,
): RefreshSettings {
  if (given === false) return Object.freeze({ kind: 'off' });
  if (given !== undefined && 'cron' in given) {
    const { cron, timeZone, jitterMs = OPTION_DEFAULTS.cronJitterMs } = given;
    return Object.freeze({ kind: 'cron', cron, timeZone, jitterMs });
  }
  const everyMs = given?.everyMs ?? platform.refreshMs ?? OPTION_DEFAULTS.refreshMs;
  const jitterMs = given?.jitterMs ?? intervalJitterMs(everyMs);
  const payloadDecides = given === undefined && platform.refreshMsOf !== undefined;
  const everyMsOf: Platform['refreshMsOf'] = (program) => platform.refreshMsOf?.(program);
  return Object.freeze({
    kind: 'interval',
    everyMs,
    jitterMs,
    ...(payloadDecides && { everyMsOf }),
  });
}

/** How far the refreshes of several processes are spread at most, unless the application says. */
export function intervalJitterMs(everyMs: number): number {
  return Math.floor(everyMs * OPTION_DEFAULTS.intervalJitterShare);
}

export function resolveStartup(given: StartupMode | StartupPolicy | undefined): {
  readonly mode: StartupMode;
  readonly deadlineMs: number;
} {
  const { mode, deadlineMs } =
    typeof given === 'object' ? given : { mode: given ?? OPTION_DEFAULTS.startupMode, deadlineMs: undefined };
  return Object.freeze({ mode, deadlineMs: deadlineMs ?? OPTION_DEFAULTS.startupDeadlineMs });
}
