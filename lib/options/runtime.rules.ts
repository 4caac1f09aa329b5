import { Check, Choice, Required, Switch, Whole } from './check.js';

const FOREVER = Number.MAX_SAFE_INTEGER;
/** Node's timers know no longer delay. */
const LONGEST_DELAY = 2 ** 31 - 1;

export class IntervalRefreshRules {
  @Required(
    (value) =>
      Number.isSafeInteger(value) && (value as number) >= 1_000 && (value as number) <= LONGEST_DELAY,
    `a whole number from 1000 to ${LONGEST_DELAY} (milliseconds)`,
    'Write { everyMs: 60_000 }, { cron: "..." }, or false to refresh by hand.',
  )
  everyMs!: unknown;

  @Whole(0, LONGEST_DELAY, 'milliseconds')
  @Check(
    (value, { everyMs }: { everyMs?: unknown }) =>
      typeof everyMs !== 'number' || (value as number) <= everyMs,
    'no more than everyMs',
    'A refresh that is shifted past the next one would never come.',
  )
  jitterMs!: unknown;
}

export class CronRefreshRules {
  @Required(
    (value) => typeof value === 'string' && /^\S+(\s+\S+){4,5}$/.test(value.trim()),
    'a cron expression of five or six fields',
    'Write for example { cron: "*/5 * * * *" } for every five minutes.',
  )
  cron!: unknown;

  @Check(isTimeZone, 'the IANA name of a time zone', 'Write for example "Europe/Paris", or leave it out.')
  timeZone!: unknown;

  @Whole(0, LONGEST_DELAY, 'milliseconds')
  jitterMs!: unknown;
}

export class StartupRules {
  @Required(
    (value) => value === 'block' || value === 'degrade' || value === 'fail',
    "one of 'block', 'degrade', 'fail'",
    'Choose what happens when the source does not answer at the start.',
  )
  mode!: unknown;

  @Whole(0, LONGEST_DELAY, 'milliseconds')
  deadlineMs!: unknown;
}

export class SnapshotFileRules {
  @Required(
    (value) => typeof value === 'string' && value !== '',
    'the path of a file',
    'Write { path: ".experiments-snapshot.json" }, or give a store with load() and save().',
  )
  path!: unknown;
}

export class EventsRules {
  @Whole(1, FOREVER, 'events')
  maxEvents!: unknown;

  @Whole(1_024, FOREVER, 'bytes')
  maxBytes!: unknown;

  @Whole(1, FOREVER, 'events')
  @Check(
    (value, { maxEvents }: { maxEvents?: unknown }) =>
      typeof maxEvents !== 'number' || (value as number) <= maxEvents,
    'no more than maxEvents',
    'A delivery cannot hold more events than may wait.',
  )
  maxBatchSize!: unknown;

  @Whole(0, LONGEST_DELAY, 'milliseconds')
  flushIntervalMs!: unknown;

  @Whole(1, LONGEST_DELAY, 'milliseconds')
  deliveryTimeoutMs!: unknown;

  @Whole(1, LONGEST_DELAY, 'milliseconds')
  retryInitialMs!: unknown;

  @Whole(1, LONGEST_DELAY, 'milliseconds')
  @Check(
    (value, { retryInitialMs }: { retryInitialMs?: unknown }) =>
      typeof retryInitialMs !== 'number' || (value as number) >= retryInitialMs,
    'no less than retryInitialMs',
    'The longest pause cannot be shorter than the first.',
  )
  retryMaxMs!: unknown;

  @Whole(1, FOREVER, 'attempts')
  maxAttempts!: unknown;

  @Whole(1, FOREVER, 'attempts')
  flushAttempts!: unknown;
}

export class ExposuresRules {
  @Whole(1, FOREVER, 'exposures')
  maxRemembered!: unknown;

  @Choice('always', 'pass', 'never')
  gates!: unknown;
}

export class GatesRules {
  @Choice('closed', 'open', 'error')
  undecided!: unknown;
}

export class ShutdownRules {
  @Whole(0, LONGEST_DELAY, 'milliseconds')
  deadlineMs!: unknown;
}

export class InstanceRules {
  @Check(
    (value) => typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value),
    'a name of 1 to 64 letters, digits, "-" and "_"',
    'Leave it out if the application has one instance only.',
  )
  name!: unknown;

  @Switch()
  isGlobal!: unknown;
}

function isTimeZone(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
