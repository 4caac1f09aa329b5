import type { Variation } from '../../../engine/decision.js';
import type { Flag, ForcedUnknown, Program, ProgramWarning } from '../../../engine/program.js';
import { createProgram } from '../../../engine/program.js';
import type { Steps } from '../../../engine/stepwise.js';
import { finish } from '../../../engine/stepwise.js';
import { own } from '../../../platform-kit/foreign-json.js';
import { Bucketer } from '../decide/bucketing.js';
import type { KameleoonCatalog } from './catalog.js';
import { CATALOG_FACT } from './catalog.js';
import { compileCatalog } from './compile-catalog.js';
import { compileExperiment } from './compile-experiment.js';
import type { CompiledFlag, FlagParts } from './compile-flag.js';
import { compileFlag } from './compile-flag.js';
import type { KameleoonOptions } from '../setup/kameleoon.options.js';
import { findForced } from '../decide/arms.js';
import { compileConsent } from '../decide/consent-policy.js';
import { compileDefinitions, indexByDefinitionId } from '../payload/custom-data-definitions.js';
import { compileGroups } from '../decide/exclusive-group.js';
import { indexForcible, indexRules } from './experiment-index.js';
import type { FlagShape } from '../payload/flag-shape.js';
import { compileHoldout } from '../decide/holdout.js';
import type { DataFileShape } from '../payload/read-payload.js';
import { groupMembers, readDataFile, readFlags } from '../payload/read-payload.js';
import { dataFileRevision } from '../payload/revision.js';
import { DEFAULT_SDK } from '../subject/sdk-identity.js';
import { SegmentLibrary } from '../targeting/segment-library.js';
import { compileVariableFlags } from './variable-flags.js';
import { quarantinedFlag, unknownKey } from '../decide/unusable-flags.js';

/** How a data file is compiled. */
export interface KameleoonCompileOptions extends Pick<KameleoonOptions, 'sdk'> {
  /**
   * False for a default data file that ships with the application: `FULLY_BLOCK` is only taken from a downloaded one.
   *
   * @defaultValue true
   */
  readonly downloaded?: boolean | undefined;
}

/**
 * Compiles a Kameleoon data file (format v3; rules of v2 that embed their segment work too).
 *
 * How a subject maps to what the vendor's SDK is told:
 * - unit `visitor`: the visitor code (1 to 255 UTF-16 units);
 * - `facts`: the visitor data, consent, assignments so far, the mapping identifier, simulated variations and the time, as
 *   {@link KameleoonFacts} names them;
 * - `attributes`: values of custom data by its *name*, where the facts have none at that index;
 * - `forcedVariations`: by experiment id as text, a variation key (or a variation id as a number): `setForcedVariation` with
 *   forced targeting; what the experiment does not have is ignored (see `checkForcedVariation`);
 * - `customAssignments`: the same without forced targeting: the segment must include the visitor, traffic does not count;
 * - `enabled: false`: no experiment runs, not even a forced one, nor does the holdout or an exclusive group; targeted deliveries and
 *   what is simulated apply;
 * - `qaMode`: nobody is assigned by hashing, by targeted deliveries neither; forced, chosen and simulated variations apply;
 * - `url` and `stored` are not read.
 *
 * How a decision maps to what the SDK answers: `value` is the variation key, `variables` are the parsed values,
 * `assignment.variation.id` and `assignment.experiment.id` are the ids (no assignment: null), `on` is what `isFeatureFlagActive` answers,
 * and `source` is the type of the rule, `HOLDOUT`, `MUTUALLY_EXCLUSIVE_GROUP`, `SIMULATION`, `FORCED`, `DEFAULT`, or the
 * vendor's identifier of the error where the SDK throws. `exposures` are what the SDK would store and send: the holdout's
 * first, then the rule's; whoever keeps them must hand them back in the fact `assignments`.
 *
 * `Program.variables` has every variable as `flag.variable`, and under the flag's key alone where it is the only one.
 * `Program.experiments` has every experiment by its id as text; `Program.facts` has `catalog`, `consentRequired`,
 * `targetedDelivery` (whether an enabled flag has such a rule), `dataApiDomain`, `realTimeUpdate` and `dateModified`.
 *
 * @param payload - the data file: an object, or its text; it is not changed
 * @param options - what the data file does not say
 * @returns a program for `evaluate`
 * @throws `PayloadError` when nothing in the data file can be trusted
 */
export function compileKameleoon(payload: unknown, options: KameleoonCompileOptions = {}): Program {
  return finish(compileSteps(payload, options));
}

/** As {@link compileKameleoon}, with a pause after each flag. */
export function* compileSteps(payload: unknown, options: KameleoonCompileOptions): Steps<Program> {
  const data = readDataFile(payload);
  const sdk = options.sdk ?? DEFAULT_SDK;
  const downloaded = options.downloaded ?? true;
  const warnings: ProgramWarning[] = [];
  const shapes = readFlags(data, warnings);
  const customData = compileDefinitions(data.customData);
  const rules = indexRules(shapes.values());
  const segments = new SegmentLibrary(data.segments, shapes.values(), { sdk, customData, rules }, warnings);
  const context: FlagParts = {
    bucketer: new Bucketer(),
    consent: compileConsent(data.configuration, downloaded),
    customData,
    customDataById: indexByDefinitionId(data.customData),
    holdout: data.holdout === null ? null : compileHoldout(data.holdout),
    groups: compileGroups(groupMembers(data, shapes, downloaded)),
    segments,
    forcible: indexForcible(shapes.values()),
  };
  const compiled = yield* compileFlags(shapes, context);
  const catalog = compileCatalog(shapes, compiled, context);
  return createProgram({
    revision: dataFileRevision(payload, data.file, [sdk.type, sdk.version, downloaded]),
    flags: flagsOf(shapes, compiled),
    experiments: experimentsOf(catalog, compiled),
    variables: compileVariableFlags(compiled),
    warnings,
    unknown: unknownKey,
    unknownForced: (key, variation) => unknownForced(catalog.forcible.get(key), variation),
    facts: factsOf(data, catalog, shapes, context),
  });
}

/** By experiment id; a variation's key or id. */
function unknownForced(
  arms: readonly Variation[] | undefined,
  variation: string | number,
): ForcedUnknown | null {
  if (arms === undefined) return 'key';
  return findForced(arms, variation) === undefined ? 'variation' : null;
}

function* compileFlags(
  shapes: ReadonlyMap<string, FlagShape>,
  context: FlagParts,
): Steps<ReadonlyMap<string, CompiledFlag>> {
  const compiled = new Map<string, CompiledFlag>();
  for (const shape of shapes.values()) {
    if (shape.problem === null) compiled.set(shape.key, compileFlag(shape, context));
    yield;
  }
  return compiled;
}

function flagsOf(
  shapes: ReadonlyMap<string, FlagShape>,
  compiled: ReadonlyMap<string, CompiledFlag>,
): ReadonlyMap<string, Flag> {
  const flags = new Map<string, Flag>();
  for (const { key, enabled, problem } of shapes.values()) {
    flags.set(key, compiled.get(key)?.flag ?? quarantinedFlag(key, enabled, problem?.message ?? ''));
  }
  return flags;
}

function experimentsOf(
  catalog: KameleoonCatalog,
  compiled: ReadonlyMap<string, CompiledFlag>,
): ReadonlyMap<string, Flag> {
  const experiments = new Map<string, Flag>();
  for (const [key, { flagKey, rule }] of catalog.experiments) {
    const flag = compiled.get(flagKey)?.flag;
    if (flag !== undefined) experiments.set(key, compileExperiment(key, flag, rule));
  }
  return experiments;
}

function factsOf(
  data: DataFileShape,
  catalog: KameleoonCatalog,
  shapes: ReadonlyMap<string, FlagShape>,
  context: FlagParts,
): ReadonlyMap<string, unknown> {
  const delivers = (shape: FlagShape): boolean =>
    shape.enabled && shape.rules.some((rule) => rule.type === 'TARGETED_DELIVERY');
  return new Map<string, unknown>([
    [CATALOG_FACT, catalog],
    ['consentRequired', context.consent.required],
    ['targetedDelivery', [...shapes.values()].some(delivers)],
    ['dataApiDomain', own(data.configuration, 'dataApiDomain') ?? null],
    ['realTimeUpdate', Boolean(own(data.configuration, 'realTimeUpdate'))],
    ['dateModified', own(data.file, 'dateModified') ?? null],
  ]);
}
