import type { Flag, ForcedUnknown, Program, ProgramWarning } from '../../../engine/program.js';
import { createProgram } from '../../../engine/program.js';
import type { Steps } from '../../../engine/stepwise.js';
import { finish } from '../../../engine/stepwise.js';
import { describeValue } from '../../../platform-kit/describe-value.js';
import { revisionOf } from '../../../platform-kit/revision.js';
import { compileExperiment, MalformedExperiment } from './compile-experiment.js';
import type { CompiledExperiment } from '../decide/compiled-experiment.js';
import { indexVariables } from './compile-variables.js';
import type { ContextData } from './context-data.js';
import { CONTEXT_DATA } from './context-data.js';
import { experimentFlag, brokenExperiment, unknownFlag } from '../decide/experiment-flag.js';
import type { ExperimentPayload } from '../payload/payload.js';
import { readPayload } from '../payload/read-payload.js';
import { UnitHashes } from '../subject/unit-uid.js';
import { noVariable, variableFlag } from '../decide/variable-flag.js';

/**
 * Compiles A/B Smartly's context data (the response of `GET /context`).
 *
 * What decisions read of a subject:
 * - `units`: by unit type, exactly as the experiments' `unitType` (`session_id`, `user_id` ...). The visitor code is no unit
 *   by itself: put it under the unit type that it stands for. Strings are trimmed; blank ones count as not set.
 * - `attributes`: for audiences.
 * - `forcedVariations`: the SDK's overrides, by experiment name, unchecked; also of unknown experiments.
 * - `customAssignments`: the SDK's custom assignments, by experiment name, unchecked.
 * - `enabled` and `qaMode`, which the SDK does not know: when nobody may be drawn, experiments that are not full on answer
 *   variant 0, set no variables and report nothing; overrides apply.
 *
 * What a decision about an experiment tells: `value` is the variant, as the SDK's `treatment()` returns it (null instead of
 * 0 for an unknown experiment), `variables` its configuration for visitors who are assigned, `exposures` the one exposure
 * to report, whose `details` ({@link AssignmentDetails}) are the members of the vendor's event. A decision about a variable
 * (`evaluateVariable`) has the exposures of all experiments that were asked; its cause is `default` when none of them set
 * the variable, so that a value of null with another cause is a null in the configuration.
 *
 * A decision is that of a new SDK context. Contexts that live on while attributes, units and configuration change keep
 * earlier assignments: see `ContextAssignments`.
 *
 * @param payload - the response, parsed or as text
 * @returns a program; experiments for which the vendor's SDK would reject the whole file are quarantined, with a warning
 * @throws PayloadError when the payload is no object, or its `experiments` are no list
 */
export function compileAbsmartly(payload: unknown): Program {
  return finish(compileSteps(payload));
}

/** The work of {@link compileAbsmartly}, an experiment a step. */
export function* compileSteps(payload: unknown): Steps<Program> {
  const { experiments, text } = readPayload(payload);
  const draft = new Draft();
  for (const [index, experiment] of experiments.entries()) {
    draft.add(experiment, `experiments[${index}]`);
    yield;
  }
  return draft.finish(revisionOf(text));
}

/** A program in the making. */
class Draft {
  private readonly flags = new Map<string, Flag>();
  private readonly byName = new Map<string, CompiledExperiment>();
  private readonly all: CompiledExperiment[] = [];
  private readonly warnings: ProgramWarning[] = [];
  private readonly hashes = new UnitHashes();

  /** Of several experiments with one name, the last answers. */
  add(raw: unknown, path: string): void {
    if (typeof raw !== 'object' || raw === null) {
      this.warn(null, path, `must be an experiment, not ${describeValue(raw)}; left out`, true);
      return;
    }
    const name = nameOf(raw);
    if (name === null) {
      this.warn(null, `${path}.name`, 'must be a text; the experiment is left out', true);
      return;
    }
    try {
      const compiled = compileExperiment(name, raw, (part, message) =>
        this.warn(name, path + part, message, false),
      );
      this.flags.set(name, experimentFlag(compiled, this.hashes));
      this.byName.set(name, compiled);
      this.all.push(compiled);
    } catch (error) {
      this.quarantine(name, path, error);
    }
  }

  finish(revision: string): Program {
    const owners = indexVariables(this.all);
    const data: ContextData = {
      experiments: this.byName,
      owners,
      customFieldKeys: [...new Set(this.all.flatMap((experiment) => [...experiment.customFields.keys()]))],
    };
    return createProgram({
      revision,
      flags: this.flags,
      variables: new Map([...owners].map(([key, names]) => [key, variableFlag(key, names, this.flags)])),
      warnings: this.warnings,
      unknown: unknownFlag,
      unknownForced: (name, variant) => unknownForced(data.experiments.get(name), variant),
      unknownVariable: (key) => ({ key, rules: [], otherwise: () => noVariable(key) }),
      facts: new Map([[CONTEXT_DATA, data]]),
    });
  }

  private quarantine(name: string, path: string, error: unknown): void {
    const where = path + (error instanceof MalformedExperiment ? error.path : '');
    const message = error instanceof Error ? error.message : String(error);
    this.flags.set(
      name,
      brokenExperiment(name, `Experiment "${name}" is out of service: ${where} ${message}.`),
    );
    this.byName.delete(name);
    this.warn(name, where, `${message}; the experiment is out of service`, true);
  }

  private warn(flagKey: string | null, path: string, message: string, quarantined: boolean): void {
    this.warnings.push({ flagKey, path, message, quarantined });
  }
}

/** A variant's index, also as text. */
function unknownForced(
  experiment: CompiledExperiment | undefined,
  variant: string | number,
): ForcedUnknown | null {
  if (experiment === undefined) return 'key';
  return experiment.arms.some(({ index }) => index === variant || String(index) === variant)
    ? null
    : 'variation';
}

/** The key under which the vendor's SDK finds an experiment: its name as text, whatever its type. */
function nameOf(experiment: ExperimentPayload): string | null {
  const name = experiment.name;
  return typeof name === 'object' && name !== null ? null : String(name);
}
