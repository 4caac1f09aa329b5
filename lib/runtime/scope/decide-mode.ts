import type { Decision } from '../../engine/decision.js';
import { NO_VARIABLES, NONE } from '../../engine/decision.js';
import { evaluate, evaluateExperiment, explain, explainExperiment } from '../../engine/evaluate.js';
import type { Explanation } from '../../engine/evaluate.js';
import type { Program } from '../../engine/program.js';
import type { Subject } from '../../engine/subject.js';
import { withoutStored, withoutUrlOverrides } from '../../engine/subject.js';
import type { DecideDefaults } from '../../ports/platform.js';

/** How a decision is made, besides who is asked about and what: a sum of the constants below, so that answers can be filed by it. */
export type DecideMode = number;

/** As it is without anything said. */
export const PLAIN: DecideMode = 0;
/** It is acted upon, and stored, but not reported. */
export const SILENT: DecideMode = 1;
const IGNORE_STORED: DecideMode = 2;
const REASONS: DecideMode = 4;
const BARE: DecideMode = 8;
/** The URL forces nothing. */
export const NO_URL: DecideMode = 16;

/** What an application, or its platform, can say about how decisions are made. */
export interface DecideManner {
  /**
   * Whether earlier decisions that are stored are left aside: none is looked at and none is kept.
   *
   * @defaultValue false, unless the platform is set up otherwise
   */
  readonly ignoreStored?: boolean | undefined;
  /**
   * Whether the decision's `messages` tell its reasons, on platforms that have such texts. Not for the hot path.
   *
   * @defaultValue false, unless the platform is set up otherwise
   */
  readonly reasons?: boolean | undefined;
  /**
   * False leaves the decision's `variables` empty.
   *
   * @defaultValue true, unless the platform is set up otherwise
   */
  readonly variables?: boolean | undefined;
}

/** The mode that these options ask for; what they leave open is as the platform is set up. */
export function decideModeOf(
  options: DecideManner & { readonly expose?: boolean | undefined },
  defaults: DecideDefaults = {},
): DecideMode {
  return (
    ((options.expose ?? defaults.expose) === false ? SILENT : PLAIN) |
    ((options.ignoreStored ?? defaults.ignoreStored) === true ? IGNORE_STORED : PLAIN) |
    ((options.reasons ?? defaults.reasons) === true ? REASONS : PLAIN) |
    ((options.variables ?? defaults.variables) === false ? BARE : PLAIN)
  );
}

/** Decides a flag, or an experiment that runs on its own. */
export function decideFlag(program: Program, key: string, subject: Subject): Decision {
  return isAlone(program, key) ? evaluateExperiment(program, key, subject) : evaluate(program, key, subject);
}

/** As {@link decideFlag}, with what every rule did. */
export function explainFlag(program: Program, key: string, subject: Subject): Explanation {
  return isAlone(program, key) ? explainExperiment(program, key, subject) : explain(program, key, subject);
}

/** Makes decisions in a mode other than the plain one. */
export function decideIn(mode: DecideMode): typeof decideFlag {
  return (program, key, subject) => {
    const ignores = (mode & IGNORE_STORED) !== 0;
    const stored = ignores ? withoutStored(subject) : subject;
    const asked = (mode & NO_URL) === 0 ? stored : withoutUrlOverrides(stored);
    const decision =
      (mode & REASONS) === 0 ? decideFlag(program, key, asked) : explainFlag(program, key, asked).decision;
    const bare = (mode & BARE) !== 0 && decision.variables.size !== 0;
    if (!bare && (!ignores || decision.writes.length === 0)) return decision;
    return {
      ...decision,
      variables: bare ? NO_VARIABLES : decision.variables,
      writes: ignores ? NONE : decision.writes,
    };
  };
}

function isAlone(program: Program, key: string): boolean {
  return program.experiments.size !== 0 && !program.flags.has(key) && program.experiments.has(key);
}
