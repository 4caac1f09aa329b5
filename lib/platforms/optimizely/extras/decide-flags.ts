import { jsonMap } from '../../../engine/json-map.js';
import type { Decision, Exposure, StoredWrite } from '../../../engine/decision.js';
import { NO_VARIABLES, NONE } from '../../../engine/decision.js';
import { evaluate, evaluateNext, explain } from '../../../engine/evaluate.js';
import type { Program } from '../../../engine/program.js';
import type { Subject } from '../../../engine/subject.js';
import { IGNORES_STORED } from '../../../engine/subject.js';
import { Walk } from '../../../engine/walk.js';
import type { DecideOption } from '../setup/decide.options.js';
import type { Profile } from '../subject/profile.js';
import { openProfile } from '../subject/profile.js';

type Options = ReadonlySet<DecideOption>;

/** The answers to one call for several flags. */
export interface DecidedFlags {
  /** By flag key: keys that could not be decided first, then the others in the order asked. */
  readonly decisions: ReadonlyMap<string, Decision>;
  /** What to report, in order: also for flags that `ENABLED_FLAGS_ONLY` has left out of `decisions`. */
  readonly exposures: readonly Exposure[];
  /** The visitor's profile, once for the whole call, if anything new was bucketed and there is a store. */
  readonly writes: readonly StoredWrite[];
}

const NO_OPTIONS: Options = new Set();

/** Decides one flag like the SDK's `decide`. `ENABLED_FLAGS_ONLY` has no say here. */
export function decideFlag(
  program: Program,
  key: string,
  subject: Subject,
  options: Options = NO_OPTIONS,
): Decision {
  const asked = withOptions(subject, options);
  const decision = options.has('INCLUDE_REASONS')
    ? explain(program, key, asked).decision
    : evaluate(program, key, asked);
  return trimmed(decision, options);
}

/**
 * Decides several flags in one call like the SDK's `decideForKeys`, or all of them like its `decideAll`: stored decisions are
 * read once, flags later in the call see what earlier ones were bucketed into, and the profile is written once.
 *
 * @param keys - flag keys; `'all'` for every flag of the datafile, in its order
 */
export function decideFlags(
  program: Program,
  keys: Iterable<string> | 'all',
  subject: Subject,
  options: Options = NO_OPTIONS,
): DecidedFlags {
  const asked = withOptions(subject, options);
  const walk = new Walk(program, asked, options.has('INCLUDE_REASONS') ? [] : null);
  const [visitorId] = program.storedKeys(asked);
  const profile = visitorId === undefined ? null : openProfile(walk, visitorId);
  const order = keys === 'all' ? [...program.flags.keys()] : [...keys];
  const decided = new Map<string, Decision>();
  for (const key of order) decided.set(key, trimmed(evaluateNext(walk, key), options));
  return { ...collect(order, decided, options), writes: writesOf(profile, visitorId, asked) };
}

/** A key asked for twice is reported once - but twice if it is left out, as in the official SDK. */
function collect(
  order: readonly string[],
  decided: ReadonlyMap<string, Decision>,
  options: Options,
): Pick<DecidedFlags, 'decisions' | 'exposures'> {
  const decisions = jsonMap<string, Decision>();
  const exposures: Exposure[] = [];
  for (const [key, decision] of decided) if (decision.reason === 'ERROR') decisions.set(key, decision);
  for (const key of order) {
    const decision = decided.get(key) as Decision;
    if (decisions.has(key)) continue;
    exposures.push(...decision.exposures);
    if (decision.on || !options.has('ENABLED_FLAGS_ONLY')) decisions.set(key, decision);
  }
  return { decisions, exposures };
}

function writesOf(
  profile: Profile | null,
  visitorId: string | undefined,
  subject: Subject,
): readonly StoredWrite[] {
  if (profile === null || visitorId === undefined || !profile.changed || subject.stored === null) return NONE;
  return [{ key: visitorId, document: profile.document() }];
}

function withOptions(subject: Subject, options: Options): Subject {
  if (!options.has('IGNORE_USER_PROFILE_SERVICE')) return subject;
  return { ...subject, facts: new Map([...subject.facts, [IGNORES_STORED, true]]) };
}

function trimmed(decision: Decision, options: Options): Decision {
  const silent = options.has('DISABLE_DECISION_EVENT') && decision.exposures.length > 0;
  const bare = options.has('EXCLUDE_VARIABLES') && decision.variables.size > 0;
  if (!silent && !bare) return decision;
  return {
    ...decision,
    exposures: silent ? NONE : decision.exposures,
    variables: bare ? NO_VARIABLES : decision.variables,
  };
}
