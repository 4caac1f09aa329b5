import type { Flag, Program } from '../../../engine/program.js';
import type { Definition } from '../payload/coerce.js';
import type { UrlTest } from '../targeting/url-targeting.js';
import type { ExperimentPlan } from './experiment-plan.js';

/** What an experiment of the payload does to a page. Anything else than the two is blocked. */
export type AutoExperimentKind = 'redirect' | 'visual' | 'unknown';

/** An experiment of the payload's own list, compiled. */
export interface AutoExperiment {
  readonly flag: Flag;
  readonly plan: ExperimentPlan;
  readonly kind: AutoExperimentKind;
  readonly definition: Definition;
  /** Tells whether a URL is targeted; a redirect to such a one would never end. */
  readonly targets: UrlTest;
}

/** Under this name a program keeps them. */
export const AUTO_EXPERIMENTS = 'growthbook.autoExperiments';

/** The payload's own experiments in order, as the compiler left them. */
export function autoExperimentsOf(program: Program): readonly AutoExperiment[] {
  return (program.facts.get(AUTO_EXPERIMENTS) ?? []) as readonly AutoExperiment[];
}
