import { isObject, own } from '../../../platform-kit/foreign-json.js';
import type { PayloadLocation } from '../payload/payload-location.js';
import { compileExperiment } from './compile-experiment.js';
import type { Definition } from '../payload/coerce.js';
import type { CompileScope } from './compilation.js';
import type { AutoExperiment, AutoExperimentKind } from '../decide/auto-experiment.js';
import { standaloneDecision } from '../decide/standalone-decision.js';
import { compileUrlTargets } from '../targeting/url-targeting.js';

/** Compiles the payload's `experiments`, in order. */
export function compileAutoExperiments(
  list: unknown,
  scope: CompileScope,
  context: PayloadLocation,
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

function compileOne(definition: Definition, scope: CompileScope, context: PayloadLocation): AutoExperiment {
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
