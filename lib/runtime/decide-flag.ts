import type { Decision } from '../engine/decision.js';
import { evaluate, evaluateExperiment } from '../engine/evaluate.js';
import type { Program } from '../engine/program.js';
import type { Subject } from '../engine/subject.js';

/** Decides a flag; an experiment that runs on its own where there is no such flag. */
export function decideFlag(program: Program, key: string, subject: Subject): Decision {
  const alone = program.experiments.size !== 0 && !program.flags.has(key) && program.experiments.has(key);
  return alone ? evaluateExperiment(program, key, subject) : evaluate(program, key, subject);
}
