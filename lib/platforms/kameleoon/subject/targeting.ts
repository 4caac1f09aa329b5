import type { Exposure } from '../../../engine/decision.js';
import type { Subject } from '../../../engine/subject.js';
import type { Failure } from '../payload/failure.js';
import type { KameleoonFactName } from './visitor-facts.js';
import { countMembers, member } from './visitor-facts.js';

/** How deep segments may refer to each other; beyond that a segment refers to itself, or might as well. */
export const MAX_SEGMENT_DEPTH = 400;

/** One question of a visitor: does this rule's segment include them? Made per rule, read by conditions. */
export class Targeting {
  /** How often something has failed so far. */
  failures = 0;
  /** Levels of referenced segments around the condition at hand. */
  depth = 0;
  private broken: Failure | null = null;
  private refused: Failure | null = null;
  private answered: Map<unknown, boolean> | null = null;

  constructor(
    readonly subject: Subject,
    readonly visitorCode: string,
    /** Experiment of the rule, null when an audience is evaluated on its own. */
    readonly experimentKey: string | null,
    /** Whether the outermost segment itself asks about flags; otherwise referenced segments must not. */
    readonly knowsRules: boolean,
    /** What this very evaluation has assigned so far: the holdout's variation. */
    private readonly exposures: readonly Exposure[],
  ) {}

  fact(name: KameleoonFactName): unknown {
    return this.subject.facts.get(name);
  }

  /** The variation id assigned in an experiment; undefined when the visitor has none. */
  assigned(experimentKey: string): unknown {
    for (const { experiment, variation } of this.exposures)
      if (experiment.key === experimentKey) return variation.id;
    return member(this.fact('assignments'), experimentKey);
  }

  /** How many experiments the visitor is assigned in. */
  assignmentCount(): number {
    const known = this.fact('assignments');
    let count = countMembers(known);
    for (const { experiment } of this.exposures) if (member(known, experiment.key) === undefined) count++;
    return count;
  }

  /** The vendor's error for a condition that cannot be evaluated: the condition is false, and in the end nothing counts. */
  refuse(type: string, message: string): false {
    this.failures++;
    this.refused = { type, message };
    return false;
  }

  /** Where the vendor's SDK crashes: stops the evaluation, whatever else would have decided. */
  crash(type: string, message: string): false {
    this.failures++;
    this.broken ??= { type, message };
    return false;
  }

  get crashed(): boolean {
    return this.broken !== null;
  }

  /** What makes the answer void: a crash, else the last error; null when the answer counts. */
  get failure(): Failure | null {
    return this.broken ?? this.refused;
  }

  /** Answers a nested question once, however often it is asked. */
  once(question: unknown, answer: () => boolean): boolean {
    const answered = (this.answered ??= new Map());
    const known = answered.get(question);
    if (known !== undefined) return known;
    const result = answer();
    answered.set(question, result);
    return result;
  }
}

/** A compiled condition or segment. */
export type Condition = (targeting: Targeting) => boolean;

/** A condition that is the same for everybody. */
export const ALWAYS: Condition = () => true;
/** A condition that nobody meets. */
export const NEVER: Condition = () => false;
