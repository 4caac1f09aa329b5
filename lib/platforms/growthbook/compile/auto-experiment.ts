import type { Decision } from '../../../engine/decision.js';
import type { Flag, Program } from '../../../engine/program.js';
import type { Subject } from '../../../engine/subject.js';
import { evaluateFlag } from '../../../engine/evaluate.js';
import { isObject, own } from '../../../platform-kit/foreign-json.js';
import type { Compilation } from '../payload/compilation.js';
import { compileExperiment } from './compile-experiment.js';
import type { CompileScope, Definition } from './compile-scope.js';
import type { ExperimentPlan } from '../decide/experiment-plan.js';
import { standaloneDecision } from '../decide/standalone-decision.js';
import type { UrlTest } from '../targeting/url-targeting.js';
import { compileUrlTargets } from '../targeting/url-targeting.js';

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

/** Compiles the payload's `experiments`, in order. */
export function compileAutoExperiments(
  list: unknown,
  scope: CompileScope,
  context: Compilation,
): readonly AutoExperiment[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((definition, i) => {
    if (isObject(definition) && Array.isArray(own(definition, 'variations'))) {
      return [compileOne(definition, scope, context.at(i))];
    }
    context.at(i).warn('expected an experiment with a list of variations; it does not run');
    return [];
  });
}

function compileOne(definition: Definition, scope: CompileScope, context: Compilation): AutoExperiment {
  const plan = compileExperiment({ ...definition }, scope, context);
  return {
    plan,
    definition,
    kind: kindOf(definition),
    targets: compileUrlTargets(definition['urlPatterns'] ?? [], context.at('urlPatterns')),
    flag: { key: plan.parts.key, rules: [], otherwise: (walk) => standaloneDecision(walk, plan) },
  };
}

function kindOf(definition: Definition): AutoExperimentKind {
  const variations = (definition['variations'] as readonly unknown[]).filter(isObject);
  if (definition['urlPatterns'] && variations.some((variation) => Object.hasOwn(variation, 'urlRedirect'))) {
    return 'redirect';
  }
  const changes = (variation: Definition): boolean =>
    Boolean(variation['domMutations']) || Object.hasOwn(variation, 'js') || Object.hasOwn(variation, 'css');
  return variations.some(changes) ? 'visual' : 'unknown';
}

/** Decides an experiment of the payload for one visitor. */
export function decideAutoExperiment(
  program: Program,
  experiment: AutoExperiment,
  subject: Subject,
): Decision {
  return evaluateFlag(program, experiment.flag, subject);
}
