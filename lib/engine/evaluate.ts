import type { Decision } from './decision.js';
import { plainDecision } from './decision.js';
import type { Flag, Program } from './program.js';
import type { Subject } from './subject.js';
import type { TraceStep } from './trace-step.js';
import { unknownFlag } from './unknown-flag.js';
import { Walk } from './walk.js';

/**
 * Decides a flag for a subject. Synchronous, pure and total: no I/O, no clock, no random, and it never throws - a fault
 * becomes a decision with reason `ERROR`.
 *
 * @param program - a compiled configuration
 * @param key - the flag's key, exactly as in the configuration
 * @param subject - made by `createSubject`
 * @returns the decision, with every exposure and stored write it causes
 */
export function evaluate(program: Program, key: string, subject: Subject): Decision {
  try {
    return new Walk(program, subject).decide(key);
  } catch (error) {
    return failed(key, error);
  }
}

/**
 * Decides a value addressed by its own key: a variable (on platforms where it belongs to several experiments), or else what
 * the program answers for an unknown one, or else the flag of that key. Total like {@link evaluate}.
 */
export function evaluateVariable(program: Program, key: string, subject: Subject): Decision {
  if (subject.forcedValues.has(key)) return evaluate(program, key, subject);
  const variable = program.variables.get(key) ?? program.unknownVariable?.(key);
  return variable === undefined ? evaluate(program, key, subject) : evaluateFlag(program, variable, subject);
}

/** Decides an experiment that runs on its own (see `Program.experiments`). Total like {@link evaluate}. */
export function evaluateExperiment(program: Program, key: string, subject: Subject): Decision {
  const experiment = program.experiments.get(key);
  return experiment === undefined ? unknownFlag(key, program) : evaluateFlag(program, experiment, subject);
}

/** Decides a flag compiled by `program.inline`. Total like {@link evaluate}. */
export function evaluateFlag(program: Program, flag: Flag, subject: Subject): Decision {
  try {
    return new Walk(program, subject).run(flag);
  } catch (error) {
    return failed(flag.key, error);
  }
}

/** A decision together with what every rule on the way did. */
export interface Explanation {
  /** As `evaluate` makes it. */
  readonly decision: Decision;
  /**
   * In the order they were finished: a prerequisite's come before that of the rule which asked for it. Empty where no
   * rule was asked (an unknown flag, a forced value).
   */
  readonly steps: readonly TraceStep[];
}

/** Decides like {@link evaluate} and tells, rule by rule, why. Off the hot path. */
export function explain(program: Program, key: string, subject: Subject): Explanation {
  const steps: TraceStep[] = [];
  try {
    return { decision: new Walk(program, subject, steps).decide(key), steps };
  } catch (error) {
    return { decision: failed(key, error), steps };
  }
}

/** As {@link explain}, about an experiment that runs on its own (see `Program.experiments`). */
export function explainExperiment(program: Program, key: string, subject: Subject): Explanation {
  const steps: TraceStep[] = [];
  const experiment = program.experiments.get(key);
  if (experiment === undefined) return { decision: unknownFlag(key, program), steps };
  try {
    return { decision: new Walk(program, subject, steps).run(experiment), steps };
  } catch (error) {
    return { decision: failed(key, error), steps };
  }
}

function failed(key: string, error: unknown): Decision {
  const message = error instanceof Error ? error.message : String(error);
  return plainDecision({
    key,
    value: null,
    reason: 'ERROR',
    cause: 'error',
    source: 'error',
    errorCode: 'GENERAL',
    errorMessage: `Flag "${key}" could not be evaluated: ${message}`,
  });
}
