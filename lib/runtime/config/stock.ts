import type { ConfigHealth } from './health.js';
import type { Installed } from './installation.js';
import { quarantinedIn } from './status.js';
import type { ConfigStatus } from './status.js';

/** What a status is made of. */
export interface StatusFacts {
  readonly installed: Installed;
  readonly health: ConfigHealth;
  readonly source: string;
  readonly watching: ConfigStatus['watching'];
  readonly staleAfterMs: number;
  readonly now: number;
}

/** Describes the configuration at one moment. */
export function takeStock({
  installed,
  health,
  source,
  watching,
  staleAfterMs,
  now,
}: StatusFacts): ConfigStatus {
  const { program, origin, installedAt } = installed;
  const ageMs = ageOf(installed, health.checkedAt, now);
  const live = health.failures > 0 || (ageMs ?? 0) > staleAfterMs ? 'stale' : 'ready';
  return {
    state: origin === 'none' ? 'empty' : origin === 'live' ? live : 'degraded',
    origin,
    source,
    revision: program.revision,
    installedAt,
    checkedAt: health.checkedAt,
    ageMs,
    lastError: health.failure && { message: health.failure.error.message, at: health.failure.at },
    consecutiveFailures: health.failures,
    watching,
    quarantined: quarantinedIn(program),
    warnings: program.warnings,
  };
}

function ageOf({ origin, savedAt }: Installed, checkedAt: number | null, now: number): number | null {
  const since = origin === 'live' ? checkedAt : origin === 'snapshot' ? savedAt : null;
  // A clock that was set back must not make an age negative.
  return since === null ? null : Math.max(0, now - since);
}
