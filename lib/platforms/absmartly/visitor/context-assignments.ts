import type { Assignment, Decision, Exposure } from '../../../engine/decision.js';
import { NONE } from '../../../engine/decision.js';
import { evaluate, evaluateVariable } from '../../../engine/evaluate.js';
import type { DecisionMemory, MemoryState } from '../../../ports/platform.js';
import { detailsOf } from '../decide/answer.js';
import type { AssignmentTerms, CompiledExperiment } from '../decide/compiled-experiment.js';
import { sameTerms, UNKNOWN_TERMS } from '../decide/compiled-experiment.js';
import { contextData } from '../compile/context-data.js';
import { drawsNobody } from '../decide/switched-off.js';
import { noVariable, variableDecision } from '../decide/variable-flag.js';

/** What a context knows at the time of a question. When attributes were set since, audiences are looked at again. */
export type ContextState = MemoryState;

/** An assignment that the context has made. */
interface Entry {
  readonly assignment: Assignment;
  /** With the exposure to report. */
  readonly decision: Decision;
  /** Without it. */
  readonly quiet: Decision;
  readonly terms: AssignmentTerms;
  /** `attributesSet` when the audience was last looked at. */
  attributesSeen: number;
  exposed: boolean;
}

/** Experiments that a context remembers at most; the oldest is forgotten first, and assigned anew when asked for again. */
const MAX_ENTRIES = 10_000;

/**
 * The assignments of one long-lived context (a job over hours, a websocket connection): what the vendor's SDK remembers per
 * experiment, and when it assigns anew. An assignment stays until
 * - an override is set to another variant, or taken back,
 * - a custom assignment wants another variant (also one that cannot be had: then every question assigns anew),
 * - the experiment is restarted (another id, unit type, iteration, full-on variant or traffic split), starts or ends,
 * - attributes were set, and the visitor thereby entered or left the audience.
 *
 * Nothing else counts: no new split or configuration, no unit that was set later. Each new assignment is exposed once.
 */
export class ContextAssignments implements DecisionMemory {
  private readonly entries = new Map<string, Entry>();

  /**
   * Decides an experiment.
   *
   * @param expose - true for the SDK's `treatment()`: the decision has the exposure to report if that is still due; false
   *   for `peek()`: it has none
   */
  decide(key: string, state: ContextState, expose: boolean): Decision {
    if (state.subject.forcedValues.has(key)) return evaluate(state.program, key, state.subject);
    const found = this.recall(key, state);
    if (!('terms' in found)) return found;
    return expose && markExposed(found) ? found.decision : found.quiet;
  }

  /** Reads a variable: the SDK's `variableValue()`, or `peekVariableValue()` without `expose`. See {@link decide}. */
  read(key: string, state: ContextState, expose: boolean): Decision {
    const { program, subject } = state;
    if (subject.forcedValues.has(key)) return evaluateVariable(program, key, subject);
    const exposures: Exposure[] = [];
    for (const name of contextData(program).owners.get(key) ?? NONE) {
      const entry = this.recall(name, state);
      if (!('terms' in entry) || entry.assignment.variation.value === undefined) continue;
      if (expose && markExposed(entry)) exposures.push(entry.assignment);
      const found = variableDecision(key, entry.decision);
      if (found !== undefined) return { ...found, exposures };
    }
    return { ...noVariable(key), exposures };
  }

  /** The assignment that stands, or a new one; a decision where there is none to remember (broken experiment, forced value). */
  private recall(name: string, state: ContextState): Entry | Decision {
    const experiment = contextData(state.program).experiments.get(name);
    const known = this.entries.get(name);
    if (known !== undefined && stands(known, name, experiment, state)) return known;
    const decision = evaluate(state.program, name, state.subject);
    if (decision.assignment === null) return decision;
    const entry: Entry = {
      assignment: decision.assignment,
      decision,
      quiet: { ...decision, exposures: NONE },
      terms: experiment?.terms ?? UNKNOWN_TERMS,
      attributesSeen: experiment === undefined ? 0 : state.attributesSet,
      exposed: false,
    };
    this.remember(name, entry);
    return entry;
  }

  private remember(name: string, entry: Entry): void {
    if (!this.entries.has(name) && this.entries.size >= MAX_ENTRIES) {
      this.entries.delete(this.entries.keys().next().value as string);
    }
    this.entries.set(name, entry);
  }
}

/** True when the exposure was still due. */
function markExposed(entry: Entry): boolean {
  if (entry.exposed) return false;
  entry.exposed = true;
  return true;
}

function stands(
  entry: Entry,
  name: string,
  experiment: CompiledExperiment | undefined,
  state: ContextState,
): boolean {
  const { forcedVariations, customAssignments } = state.subject;
  const { overridden, assigned, fullOn, variant } = detailsOf(entry.assignment);
  if (forcedVariations.has(name)) return overridden && forcedVariations.get(name) === variant;
  if (overridden) return false;
  if (drawsNobody(state.subject) && !fullOn) return false;
  if (experiment === undefined) return !assigned;
  if (customAssignments.has(name) && customAssignments.get(name) !== variant) return false;
  return sameTerms(experiment.terms, entry.terms) && sameAudience(entry, experiment, state);
}

/** Looks at the audience again only if there is news; what it finds unchanged counts as seen. */
function sameAudience(entry: Entry, experiment: CompiledExperiment, state: ContextState): boolean {
  if (experiment.audience === null || state.attributesSet <= entry.attributesSeen) return true;
  const mismatch = experiment.audience(state.subject.attributes) === false;
  if (mismatch !== detailsOf(entry.assignment).audienceMismatch) return false;
  entry.attributesSeen = state.attributesSet;
  return true;
}
