import type { StoredName, Variation } from '../../../engine/decision.js';
import { plainDecision } from '../../../engine/decision.js';
import type { Flag, ForcedUnknown, Program, ProgramWarning } from '../../../engine/program.js';
import { createProgram } from '../../../engine/program.js';
import type { Steps } from '../../../engine/stepwise.js';
import { finish } from '../../../engine/stepwise.js';
import type { Subject } from '../../../engine/subject.js';
import { toMap } from '../../../engine/subject.js';
import { isObject, own } from '../../../platform-kit/foreign-json.js';
import { AUTO_EXPERIMENTS } from '../decide/auto-experiment.js';
import { compileAutoExperiments } from './compile-auto-experiments.js';
import { PayloadLocation } from '../payload/payload-location.js';
import { CONDITION_COMPILER } from '../targeting/compile-condition.js';
import { compileExperiment } from './compile-experiment.js';
import { standaloneDecision } from '../decide/standalone-decision.js';
import { compileFeature } from './compile-feature.js';
import type { CompileScope } from './compilation.js';
import { attributeAccess } from '../subject/condition-access.js';
import type { OwnPayload } from '../payload/read-payload.js';
import { readPayload } from '../payload/read-payload.js';
import type { GrowthbookCompileOptions } from '../setup/growthbook.options.js';
import { SavedGroups } from '../targeting/saved-groups.js';
import { stickyName } from '../decide/sticky-bucket.js';
import { compileStickyAttributes, compileStickyExperiments } from './sticky-attributes.js';

/**
 * Compiles a GrowthBook payload.
 *
 * A visitor's GrowthBook attributes are the subject's `attributes` (`id` included); `forcedVariations` are indexes by
 * experiment key; `stored` holds sticky bucket documents by `attribute||value`, and being non-null is what switches sticky
 * bucketing on. `?<experiment key>=<index>` in the subject's `url` forces a variation unless `queryStringOverrides` is false.
 *
 * @param payload - the payload as text or object; it is copied, never changed. Encrypted parts must be decrypted before
 * @throws `PayloadError` when it is no GrowthBook payload at all. A malformed feature or rule is a warning instead
 */
export function compileGrowthbook(payload: unknown, options: GrowthbookCompileOptions = {}): Program {
  return finish(compileSteps(payload, options));
}

/** The work of {@link compileGrowthbook}, a feature a step. */
export function* compileSteps(payload: unknown, options: GrowthbookCompileOptions): Steps<Program> {
  const warnings: ProgramWarning[] = [];
  const root = PayloadLocation.root(warnings);
  const read = readPayload(payload, root);
  const scope = createScope(read, options, root);
  const flags = yield* compileFlags(read.features, scope, root);
  const experiments = compileAutoExperiments(read.experiments, scope, root.at('experiments'));
  return createProgram({
    revision: read.revision,
    flags: withForcedValues(flags, toMap(options.forcedFeatureValues)),
    experiments: new Map(
      experiments.toReversed().map((experiment) => [experiment.flag.key, experiment.flag]),
    ),
    warnings,
    inline: (definition) => compileInline(definition, scope),
    unknownForced: (key, variation) => unknownForced(scope.forcible.get(key), variation),
    storedNames: storedNames(read, scope),
    hasStoredEntry: storedEntries(read),
    facts: new Map<string, unknown>([
      [AUTO_EXPERIMENTS, experiments],
      [RAW_PAYLOAD, read.raw],
    ]),
  });
}

/** Under this name a program keeps the payload that it was compiled from. */
export const RAW_PAYLOAD = 'growthbook.payload';

function createScope(
  read: OwnPayload,
  options: GrowthbookCompileOptions,
  root: PayloadLocation,
): CompileScope {
  const globalAttributes = toMap(options.globalAttributes);
  const given =
    options.savedGroups === undefined ? undefined : Object.fromEntries(toMap(options.savedGroups));
  const savedGroups = new SavedGroups(read.savedGroups ?? given, root, CONDITION_COMPILER);
  return {
    enabled: options.enabled ?? true,
    qaMode: options.qaMode ?? false,
    queryStringOverrides: options.queryStringOverrides ?? true,
    forcible: new Map(),
    globalAttributes,
    forcedVariations: toMap(options.forcedVariations),
    overrides: toMap(options.overrides),
    groups: toMap(options.groups),
    bandits: new Map(isObject(read.contextualBandits) ? Object.entries(read.contextualBandits) : []),
    conditions: {
      access: attributeAccess(globalAttributes),
      groups: savedGroups,
      compiler: CONDITION_COMPILER,
    },
  };
}

function* compileFlags(
  features: unknown,
  scope: CompileScope,
  root: PayloadLocation,
): Steps<Map<string, Flag>> {
  const flags = new Map<string, Flag>();
  for (const [key, feature] of isObject(features) ? Object.entries(features) : []) {
    yield;
    if (feature) flags.set(key, compileFeature(key, feature, scope, root.flag(key)));
    else
      root
        .flag(key)
        .warn(`expected a feature object, got ${JSON.stringify(feature)}; the feature is unknown`);
  }
  return flags;
}

/** Values forced for everybody answer before any rule. */
function withForcedValues(
  flags: Map<string, Flag>,
  forced: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, Flag> {
  for (const [key, value] of forced) flags.set(key, forcedFlag(key, value));
  return flags;
}

function forcedFlag(key: string, value: unknown): Flag {
  const decision = plainDecision({
    key,
    value: value === undefined ? null : value,
    reason: 'STATIC',
    cause: 'override',
    source: 'override',
  });
  return { key, rules: [], otherwise: (walk) => walk.share(decision) };
}

function compileInline(definition: unknown, scope: CompileScope): Flag {
  if (!isObject(definition) || !Array.isArray(own(definition, 'variations'))) {
    throw new TypeError(
      'run() expects an experiment such as { key: "button", variations: ["red", "blue"] }; variations must be a list.',
    );
  }
  const context = PayloadLocation.root([]).at('inline');
  // What is defined in code is none of the configuration's.
  const plan = compileExperiment({ ...definition }, { ...scope, forcible: new Map() }, context);
  return { key: plan.parts.key, rules: [], otherwise: (walk) => standaloneDecision(walk, plan) };
}

/** An index, a variation's key, or an index as text. */
function unknownForced(
  experiments: readonly (readonly Variation[])[] | undefined,
  wanted: string | number,
): ForcedUnknown | null {
  if (experiments === undefined) return 'key';
  const knows = (variations: readonly Variation[]): boolean =>
    variations.some(({ index, key }) => key === wanted || index === wanted || String(index) === wanted);
  return experiments.some(knows) ? null : 'variation';
}

function storedNames(read: OwnPayload, scope: CompileScope): (subject: Subject) => readonly StoredName[] {
  const attributes = compileStickyAttributes(read.features, read.experiments);
  return (subject) =>
    attributes.map((name) => {
      const value = subject.attributes.has(name)
        ? subject.attributes.get(name)
        : scope.globalAttributes.get(name);
      return stickyName(name, value || '');
    });
}

/** Entries of documents are `<experiment key>__<bucket version>`. */
function storedEntries(read: OwnPayload): (entry: string) => boolean {
  const keys = compileStickyExperiments(read.features, read.experiments);
  return (entry) => keys.has(entry.slice(0, Math.max(entry.lastIndexOf('__'), 0)));
}
