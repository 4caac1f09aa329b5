import { ExperimentationError } from './experimentation.error.js';

/** One thing that is wrong with the options. */
export interface OptionsProblem {
  /** Where, as a path such as `visitor.cookie.maxAgeMs`; `''` for the options as a whole. */
  readonly path: string;
  /** What was expected, in words. */
  readonly expected: string;
  /** What came, shortened and without secrets. */
  readonly received: string;
  /** What to do about it. */
  readonly advice: string;
}

/** The options of the module are wrong. Everything that is wrong is in {@link OptionsError.problems}, not only the first thing. */
export class OptionsError extends ExperimentationError {
  /** Tells this error from others where `instanceof` cannot. */
  readonly code = 'OPTIONS_INVALID';

  constructor(
    /** Name of the instance the options are for. */
    readonly instance: string,
    /** Everything that is wrong; at least one. */
    readonly problems: readonly OptionsProblem[],
  ) {
    super(describe(instance, problems));
  }
}

function describe(instance: string, problems: readonly OptionsProblem[]): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const lines = problems.map(
    ({ path, expected, received, advice }) =>
      `  - ${path === '' ? '(options)' : path}: expected ${expected}, received ${received}. ${advice}`,
  );
  const whose = instance === 'default' ? '' : ` of instance "${instance}"`;
  return `The experimentation options${whose} have ${count}:\n${lines.join('\n')}`;
}
