import type { OptionsProblem } from '../errors/options.error.js';
import { OptionsError } from '../errors/options.error.js';
import type { Platform, PlatformFront } from '../ports/platform.js';
import type { OptionsFor } from './experimentation-options.js';
import { findProblems } from './find-problems.js';
import { OPTION_DEFAULTS } from './option-defaults.js';
import { readOptions } from './read-options.js';
import { resolveOverrides } from './resolve-overrides.js';
import { resolveRefresh, resolveStartup } from './resolve-runtime.js';
import { resolveVisitor } from './resolve-visitor.js';
import type { InstanceOptions } from './runtime-options.js';
import type { ExperimentationSettings } from './settings.js';
import { describeValue, isPlainObject } from './shape.js';

/** Options that have been checked; they are complete when the platform is loaded. */
export interface CheckedOptions<Context> {
  readonly name: string;
  readonly isGlobal: boolean;
  /** Loads the platform if only its front is there, and completes the options. Rejects with what the platform rejects with. */
  complete(): Promise<ExperimentationSettings<Context>>;
}

/**
 * Checks options.
 *
 * @param given - as the application wrote them; never changed
 * @param checks - what only the caller can check
 * @throws `OptionsError` with everything that is wrong
 */
export function checkOptions<Context>(
  given: OptionsFor<Context> & InstanceOptions,
  checks: OptionChecks = {},
): CheckedOptions<Context> {
  assertSound(given, checks);
  return {
    name: given.name ?? OPTION_DEFAULTS.name,
    isGlobal: given.isGlobal ?? OPTION_DEFAULTS.isGlobal,
    complete: async () => settingsOf(given, await loaded(given.platform)),
  };
}

function loaded(platform: Platform | PlatformFront): Platform | Promise<Platform> {
  return 'load' in platform ? platform.load() : platform;
}

function assertSound(given: OptionsFor<never> & InstanceOptions, checks: OptionChecks): void {
  if (!isPlainObject(given)) throw new OptionsError(OPTION_DEFAULTS.name, [notOptions(given)]);
  const problems = [...findProblems(readOptions(given)), ...cronProblems(given, checks)];
  if (problems.length !== 0) throw new OptionsError(nameOf(given), problems);
}

/** What needs libraries that this folder does not use. */
export interface OptionChecks {
  /** Why an expression is no cron expression; undefined if it is one. */
  readonly cron?: (expression: string) => string | undefined;
}

function settingsOf<Context>(
  given: OptionsFor<Context> & InstanceOptions,
  platform: Platform,
): ExperimentationSettings<Context> {
  return Object.freeze({
    name: given.name ?? OPTION_DEFAULTS.name,
    isGlobal: given.isGlobal ?? OPTION_DEFAULTS.isGlobal,
    platform,
    source: given.source ?? platform.source,
    refresh: resolveRefresh(given.refresh, platform),
    startup: resolveStartup(given.startup),
    snapshot: given.snapshot ?? null,
    bootstrap: given.bootstrap ?? platform.bootstrap,
    staleAfterMs: given.staleAfterMs,
    allowEmpty: given.allowEmpty ?? OPTION_DEFAULTS.allowEmpty,
    visitor: resolveVisitor(given.visitor ?? {}, platform),
    attributes: given.attributes ?? null,
    units: given.units ?? null,
    sinks: given.sinks === undefined ? null : Object.freeze([...given.sinks]),
    events: Object.freeze({ ...given.events }),
    exposures: Object.freeze({
      maxRemembered: given.exposures?.maxRemembered,
      gates: given.exposures?.gates ?? OPTION_DEFAULTS.gates,
    }),
    gates: Object.freeze({ undecided: given.gates?.undecided ?? OPTION_DEFAULTS.undecided }),
    unknownKeys: given.unknownKeys ?? OPTION_DEFAULTS.unknownKeys,
    overrides: resolveOverrides(given.overrides),
    stickyStore: given.stickyStore ?? null,
    stickyForget: given.stickyForget ?? OPTION_DEFAULTS.stickyForget,
    prefetchTimeoutMs: given.prefetchTimeoutMs ?? OPTION_DEFAULTS.prefetchTimeoutMs,
    shutdown: Object.freeze({ deadlineMs: given.shutdown?.deadlineMs ?? OPTION_DEFAULTS.shutdownDeadlineMs }),
    logger: given.logger ?? null,
  });
}

function cronProblems({ refresh }: OptionsFor<never>, { cron }: OptionChecks): readonly OptionsProblem[] {
  if (!isPlainObject(refresh) || typeof refresh['cron'] !== 'string' || cron === undefined) return [];
  const wrong = cron(refresh['cron']);
  if (wrong === undefined) return [];
  return [
    {
      path: 'refresh.cron',
      expected: 'a cron expression',
      received: describeValue(refresh['cron'], false),
      advice: wrong,
    },
  ];
}

function nameOf(given: InstanceOptions): string {
  return typeof given.name === 'string' ? given.name : OPTION_DEFAULTS.name;
}

function notOptions(given: unknown): OptionsProblem {
  return {
    path: '',
    expected: 'an object with options',
    received: describeValue(given, false),
    advice:
      'Write ExperimentationModule.forRoot({ platform: ... }); a factory of forRootAsync must return such an object.',
  };
}
