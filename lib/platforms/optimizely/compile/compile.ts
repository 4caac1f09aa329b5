import { plainDecision } from '../../../engine/decision.js';
import type { Flag, Program, ProgramWarning } from '../../../engine/program.js';
import { createProgram } from '../../../engine/program.js';
import type { Steps } from '../../../engine/stepwise.js';
import { finish } from '../../../engine/stepwise.js';
import { own } from '../../../platform-kit/foreign-json.js';
import { quarantinedFlag } from '../../../platform-kit/quarantined-flag.js';
import type { DecisionSource } from '../decide/answer.js';
import { Compilation } from './compilation.js';
import { AudienceCompiler } from '../targeting/compile-audience.js';
import { compileExperiment } from './compile-experiment.js';
import { compileFlag } from './compile-flag.js';
import { indexProject } from '../payload/index-project.js';
import type { Datafile, Fault, HoldoutNode } from '../payload/payload.js';
import type { OptimizelyCompileOptions } from '../setup/optimizely.options.js';
import { OPTIMIZELY_COMPILE_DEFAULTS } from '../setup/optimizely.options.js';
import { ignoresStored } from '../subject/profile.js';
import { readFacts, readGoals } from './project-facts.js';
import { faultIn } from '../payload/quarantine.js';
import { readDatafile } from '../payload/read-payload.js';
import type { Warn } from '../payload/read-json.js';
import { warningsTo } from '../payload/read-json.js';
import type { VisitorReader } from '../subject/visitor.js';
import { visitorReader } from '../subject/visitor.js';

/**
 * Compiles an Optimizely datafile (version 2, 3 or 4). What the official SDK takes as inputs of a decision is read from the
 * subject as follows.
 *
 * - `units`: the visitor id, from the unit `visitorUnit`. A number counts as its digits; none, or the text `undefined`, is answered with cause `missing-unit`.
 * - `attributes`: targeting attributes; `$opt_bucketing_id` (a text) is hashed in place of the visitor id; `$opt_experiment_bucket_map` holds stored decisions that win over the store's.
 * - `stored`: the user profile, under the visitor id, in the shape that Optimizely's SDKs keep: `{ user_id, experiment_bucket_map }`.
 * - `forcedVariations`: forced decisions, by flag key. A variation key stands for the whole flag; an object or Map gives variation keys by rule key, `$opt_null_rule_key` (in a Map also null) standing for the whole flag.
 * - `customAssignments`: the older forced variations (`setForcedVariation`): a variation key by experiment key. They beat targeting and traffic, but not a paused experiment.
 * - `enabled: false`: no experiment and no holdout runs, whatever forces, whitelists or stores a variation of it; forced decisions and
 *   deliveries go on. `qaMode`: only forced decisions, forced variations and whitelists give variations of experiments, and nobody
 *   is held out; deliveries reach those who need no hashing for it (the rule has one variation for all of them).
 * - `facts`:
 *   `qualifiedSegments`, a list or Set of the visitor's real-time segments (absent: in none);
 *   `cmab`, predictions by rule id as an object or Map of `{ variationId, cmabUuid }`, null for a failed one - which makes an error decision, as in the SDK's asynchronous methods; where there is none, the rule is passed over, as in its synchronous ones;
 *   `ignoreStoredDecisions`, true for the option `IGNORE_USER_PROFILE_SERVICE`.
 *
 * Decisions: `source` and `assignment.experiment.kind` are the SDK's source (`feature-test`, `rollout`, `holdout`; `experiment` for
 * {@link Program.experiments}), `ruleId` is its rule key, `messages` its reasons. {@link Assignment.details} has `enabled` (as it
 * came) and `cmabUuid`; {@link Experiment.definition} is the datafile's object with the `layerId` that events must show. An exposure of
 * no experiment has an experiment of the flag's key without id and definition; one of no variation has a variation of key `''` and index -1.
 *
 * @param payload - the datafile's text, or what it parses to (it is not changed)
 * @param options - see {@link OptimizelyCompileOptions}
 * @returns flags in the order of the SDK's `decideAll`; under `experiments` all but delivery rules, for `activate` and `getVariation`;
 * goals; and as `facts` what {@link readFacts} gathers. A flag that cannot be served is in `warnings` as quarantined.
 * @throws PayloadError when nothing in it can be trusted: no JSON, another version, no revision
 * @see {@link https://docs.developers.optimizely.com/feature-experimentation/docs/manage-config-datafile | Optimizely: datafile}
 */
export function compileOptimizely(payload: unknown, options: OptimizelyCompileOptions = {}): Program {
  return finish(compileSteps(payload, options));
}

/** The work of {@link compileOptimizely}, an entry of the datafile a step. */
export function* compileSteps(payload: unknown, options: OptimizelyCompileOptions): Steps<Program> {
  const warnings: ProgramWarning[] = [];
  const warn = warningsTo(warnings);
  const visitorUnit = options.visitorUnit ?? OPTIMIZELY_COMPILE_DEFAULTS.visitorUnit;
  const validateDatafile = options.validateDatafile ?? OPTIMIZELY_COMPILE_DEFAULTS.validateDatafile;
  const datafile = yield* readDatafile(payload, warn, validateDatafile);
  const compilation = yield* createCompilation(datafile, visitorUnit, warn);
  const goals = readGoals(datafile.raw, warn);
  const flags = yield* compileFlags(compilation, warnings);
  return createProgram({
    ...lookups(datafile.revision, compilation.visitors, new Set(compilation.project.experimentsById.keys())),
    flags,
    listed: [...flags.keys()],
    unknownForced: unknownForced(compilation.forcible),
    experiments: yield* compileExperiments(compilation, warnings),
    goals,
    warnings,
    facts: readFacts(datafile, compilation, goals, warn),
  });
}

/** By flag key; a variation's key. */
function unknownForced(forcible: Compilation['forcible']): Program['unknownForced'] {
  return (flagKey, variation) => {
    const known = forcible.get(flagKey);
    if (known === undefined) return 'key';
    return typeof variation === 'string' && known.has(variation) ? null : 'variation';
  };
}

type Flags = ReadonlyMap<string, Flag>;

function* compileFlags(compilation: Compilation, warnings: ProgramWarning[]): Steps<Flags> {
  const flags = new Map<string, Flag>();
  for (const flag of compilation.project.flags) {
    const { key } = flag.node;
    const compiled = guarded(key, 'feature-test', warnings, () => compileFlag(compilation, flag));
    flags.set(key, compiled);
    yield;
  }
  return flags;
}

function* compileExperiments(compilation: Compilation, warnings: ProgramWarning[]): Steps<Flags> {
  const experiments = new Map<string, Flag>();
  for (const [key, node] of compilation.project.experimentsByKey) {
    if (key === '' || node.delivery) continue;
    const compiled = guarded(key, 'experiment', warnings, () => compileExperiment(compilation, node));
    experiments.set(key, compiled);
    yield;
  }
  return experiments;
}

/** The parts of a program that ask: apart from the rest, so that they keep nothing of the compilation alive. */
function lookups(
  revision: string,
  visitors: VisitorReader,
  experimentIds: ReadonlySet<string>,
): Pick<Program, 'revision' | 'unknown' | 'storedNames' | 'hasStoredEntry'> {
  return {
    revision,
    unknown: (key) => unknownFlag(key, revision),
    storedNames(subject) {
      const id = visitors.id(subject);
      if (id === null || ignoresStored(subject)) return [];
      return [{ key: id, feature: null, unit: visitors.unit, value: id }];
    },
    hasStoredEntry: (entry) => experimentIds.has(entry),
  };
}

function* createCompilation(datafile: Datafile, visitorUnit: string, warn: Warn): Steps<Compilation> {
  const audiences = new AudienceCompiler(datafile.audiences);
  const faultOf = (holdout: HoldoutNode): Fault | null =>
    holdout.fault ?? faultIn(() => audiences.compile(holdout.audience, holdout.path));
  const project = yield* indexProject(datafile, faultOf, warn);
  return new Compilation(
    project,
    audiences,
    visitorReader(visitorUnit),
    Boolean(own(datafile.raw, 'sendFlagDecisions')),
  );
}

/** Compiles one flag; what cannot be served is put out of service, and the others go on. */
function guarded(key: string, source: DecisionSource, warnings: ProgramWarning[], compile: () => Flag): Flag {
  let flag: Flag | undefined;
  const fault = faultIn(() => (flag = compile()));
  if (flag !== undefined && fault === null) return flag;
  const { path, message } = fault as Fault;
  warnings.push({ flagKey: key, path, message: `${message} "${key}" is out of service.`, quarantined: true });
  return quarantinedFlag({
    key,
    message: `"${key}" is out of service because of ${path}: ${message}`,
    source,
  });
}

function unknownFlag(key: string, revision: string): Flag {
  const decision = plainDecision({
    key,
    value: null,
    reason: 'ERROR',
    cause: 'unknown-flag',
    source: 'error',
    errorCode: 'FLAG_NOT_FOUND',
    errorMessage: `No flag "${key}" in datafile revision "${revision}". Check the spelling, and that the datafile is of the right environment.`,
    messages: Object.freeze([`No flag was found for key "${key}".`]),
  });
  return { key, rules: [], otherwise: (walk) => walk.share(decision) };
}
