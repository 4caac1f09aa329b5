export { evaluate, evaluateExperiment, evaluateFlag, evaluateVariable, explain } from './evaluate.js';
export type { Explanation } from './evaluate.js';
export type {
  Assignment,
  Decision,
  Experiment,
  Exposure,
  StoredDocument,
  StoredName,
  StoredWrite,
  Variation,
} from './decision.js';
export { createProgram, EMPTY_PROGRAM } from './program.js';
export type { Flag, Goal, Program, ProgramWarning, Rule } from './program.js';
export { createSubject } from './subject.js';
export type { Entries, Moment, Subject, SubjectInit, UnitValue } from './subject.js';
export type { TraceStep } from './trace-step.js';
export type { Cause, ErrorCode, Reason } from './vocabulary.js';
export { Walk } from './walk.js';
export type { FlagIndex } from './walk.js';
