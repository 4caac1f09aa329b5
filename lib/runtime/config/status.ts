import type { Program, ProgramWarning } from '../../engine/program.js';
import type { ConfigHealth } from './health.js';
import type { ConfigOrigin, Installed } from './installation.js';

/**
 * How the configuration is: `ready` live and up to date as far as known; `stale` live, but the source could not be reached
 * lately; `degraded` served from the snapshot or the bootstrap payload; `empty` nothing, everything answers its fallback.
 */
export type ConfigState = 'ready' | 'stale' | 'degraded' | 'empty';

/** The configuration at one moment. Times are epoch milliseconds. */
export interface ConfigStatus {
  /** How it is, in a word. */
  readonly state: ConfigState;
  /** Where what is in service comes from; `none` when that is nothing. */
  readonly origin: ConfigOrigin;
  /** Name of the source that is asked, whatever is in service. */
  readonly source: string;
  /** Of what is in service; `''` when that is nothing. */
  readonly revision: string;
  /** When this revision went into service. */
  readonly installedAt: number | null;
  /** When the source last answered usably. */
  readonly checkedAt: number | null;
  /**
   * Milliseconds since what is in service was last known to be current: since `checkedAt`, or since the snapshot was saved.
   * Null where nobody knows.
   */
  readonly ageMs: number | null;
  /** What the last contact failed with; null when it succeeded. */
  readonly lastError: { readonly message: string; readonly at: number } | null;
  /** Contacts that failed in a row. */
  readonly consecutiveFailures: number;
  /** Whether the source tells of changes by itself: `off` if it cannot (or is closed), `interrupted` while it should but does not. */
  readonly watching: 'off' | 'on' | 'interrupted';
  /** Keys of the flags that are out of service because they are malformed. */
  readonly quarantined: readonly string[];
  /** What the compiler had to say about the payload in service. */
  readonly warnings: readonly ProgramWarning[];
}

/** Keys of the flags that a program keeps out of service. */
export function quarantinedIn(program: Program): readonly string[] {
  const keys = new Set<string>();
  for (const { quarantined, flagKey } of program.warnings)
    if (quarantined && flagKey !== null) keys.add(flagKey);
  return [...keys];
}

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
export function describeStatus({
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
