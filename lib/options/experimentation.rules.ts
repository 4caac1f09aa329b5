import { Callback, Check, Choice, Required, Section, Switch, Whole } from './check.js';
import {
  CronRefreshRules,
  EventsRules,
  ExposuresRules,
  GatesRules,
  InstanceRules,
  IntervalRefreshRules,
  ShutdownRules,
  SnapshotFileRules,
  StartupRules,
} from './runtime.rules.js';
import { OverridesRules } from './overrides.rules.js';
import { hasMethods, isNamed } from './shape.js';
import { VisitorRules } from './visitor.rules.js';

const LONGEST_DELAY = 2 ** 31 - 1;

/** Every option with its check. An option that is not here does not exist. */
export class ExperimentationRules extends InstanceRules {
  @Required(
    (value) =>
      isNamed(value) && (hasMethods(value, 'load') || hasMethods(value, 'compile', 'subject', 'sinks')),
    'a platform',
    "Give what a platform's factory makes, such as growthbook({ clientKey }) or localFile('experiments.json').",
  )
  platform!: unknown;

  @Check(
    isSource,
    'a source',
    "Give an object with a name and fetch(), or leave it out for the platform's own.",
  )
  source!: unknown;

  @Section(
    [IntervalRefreshRules, CronRefreshRules],
    '{ everyMs }, { cron } or false',
    'Leave it out for the default.',
    (value) => value === false,
  )
  refresh!: unknown;

  @Section(
    [StartupRules],
    "'block', 'degrade', 'fail' or { mode, deadlineMs }",
    'Leave it out for the default.',
    (value) => value === 'block' || value === 'degrade' || value === 'fail',
  )
  startup!: unknown;

  @Section(
    [SnapshotFileRules],
    '{ path } or a snapshot store',
    'A store has a name, load() and save().',
    (value) => hasMethods(value, 'load', 'save'),
  )
  snapshot!: unknown;

  @Check((value) => value !== null, 'a payload or a function that gets one', 'Leave it out if there is none.')
  bootstrap!: unknown;

  @Whole(1, Number.MAX_SAFE_INTEGER, 'milliseconds')
  staleAfterMs!: unknown;

  @Switch()
  allowEmpty!: unknown;

  @Section([VisitorRules], 'an object', 'Leave it out for the defaults.')
  visitor!: unknown;

  @Callback('(context, visitorCode) => attributes')
  attributes!: unknown;

  @Callback('(context, visitorCode) => units')
  units!: unknown;

  @Check(
    (value) => Array.isArray(value) && value.every((sink) => isNamed(sink) && hasMethods(sink, 'send')),
    'a list of sinks',
    'A sink has a name and send(); [] sends events nowhere.',
  )
  sinks!: unknown;

  @Section([EventsRules], 'an object', 'Leave it out for the defaults.')
  events!: unknown;

  @Section([ExposuresRules], 'an object', 'Leave it out for the defaults.')
  exposures!: unknown;

  @Section([GatesRules], 'an object', 'Leave it out for the default.')
  gates!: unknown;

  @Choice('warn', 'error', 'ignore')
  unknownKeys!: unknown;

  @Section(
    [OverridesRules],
    'an object such as { secret }',
    'Leave it out if nothing is to be forced by tokens.',
  )
  overrides!: unknown;

  @Check(
    (value) => hasMethods(value, 'read', 'write') || hasMethods(value, 'getMany', 'set'),
    'an assignment store',
    'A store has read() and write(); one of version 0.1 has getMany() and set().',
  )
  stickyStore!: unknown;

  @Switch()
  stickyForget!: unknown;

  @Whole(1, LONGEST_DELAY, 'milliseconds')
  prefetchTimeoutMs!: unknown;

  @Section([ShutdownRules], 'an object', 'Leave it out for the default.')
  shutdown!: unknown;

  @Check(
    (value) => hasMethods(value, 'log', 'warn', 'error'),
    'a logger',
    'A logger has log(), warn() and error().',
  )
  logger!: unknown;
}

function isSource(value: unknown): boolean {
  return isNamed(value) && hasMethods(value, 'fetch');
}
