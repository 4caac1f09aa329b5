import type { Assignment } from '../../../engine/decision.js';
import type { Rule } from '../../../engine/program.js';
import type { Cause } from '../../../engine/vocabulary.js';
import type { Walk } from '../../../engine/walk.js';
import { equalWeights } from '../../../engine/bucketing/ranges.js';
import { own } from '../../../platform-kit/foreign-json.js';
import { keyOf } from '../payload/coerce.js';
import type { Test } from '../targeting/condition.js';
import { compileCondition } from '../targeting/compile-condition.js';
import type { PayloadLocation } from '../payload/payload-location.js';
import { compileExperiment } from './compile-experiment.js';
import { assignedDecision } from '../decide/assigned-decision.js';
import type { Definition } from '../payload/coerce.js';
import type { CompileScope } from './compilation.js';
import type { GrowthbookVariation } from '../decide/compile-choice.js';
import type { ExperimentPlan } from '../decide/experiment-plan.js';

/** Members that an experiment takes over from its rule when they are truthy, in the order in which it shows them. */
const BEFORE_VERSIONS = ['weights', 'hashAttribute', 'fallbackAttribute', 'disableStickyBucketing'] as const;
const AFTER_VERSIONS = [
  'namespace',
  'meta',
  'ranges',
  'name',
  'phase',
  'seed',
  'hashVersion',
  'filters',
  'condition',
] as const;

/** The leaf reported when no context of a bandit matches. */
const FALLBACK_LEAF = -1;

/** Compiles a rule that runs an experiment. */
export function compileExperimentRule(
  key: string,
  id: string,
  rule: Definition,
  scope: CompileScope,
  context: PayloadLocation,
): Rule['decide'] {
  const variations = rule['contextualVariations'] ?? rule['variations'];
  if (!variations) {
    context.warn('expected force, variations or contextualVariations; the rule is skipped');
    return (walk) => walk.miss('invalid-rule');
  }
  const definition = experimentDefinition(key, variations, rule);
  const choosePlan = compilePlans(definition, rule['contextualBanditRef'], scope, context);
  return (walk) => {
    const assignment = choosePlan(walk).assign(walk, key, miss);
    return assignment === undefined || passesThrough(assignment)
      ? undefined
      : assignedDecision(walk, key, id, assignment);
  };
}

function miss(walk: Walk, cause: Cause): undefined {
  return walk.miss(cause);
}

/** Whether the next rule decides the value: the visitor is out after all, or in a variation that only counts. */
function passesThrough(assignment: Assignment): boolean {
  return !assignment.inExperiment || Boolean((assignment.variation as GrowthbookVariation).passthrough);
}

function experimentDefinition(key: string, variations: unknown, rule: Definition): Definition {
  const definition: Record<string, unknown> = { variations, key: rule['key'] || key };
  if (Object.hasOwn(rule, 'coverage')) definition['coverage'] = rule['coverage'];
  for (const name of BEFORE_VERSIONS) if (rule[name]) definition[name] = rule[name];
  for (const name of ['bucketVersion', 'minBucketVersion']) {
    if (rule[name] !== undefined) definition[name] = rule[name];
  }
  for (const name of AFTER_VERSIONS) if (rule[name]) definition[name] = rule[name];
  return definition;
}

type ChoosePlan = (walk: Walk) => ExperimentPlan;

/** One plan, or for a contextual bandit one for each of its contexts. */
function compilePlans(
  definition: Definition,
  banditRef: unknown,
  scope: CompileScope,
  context: PayloadLocation,
): ChoosePlan {
  const bandit = banditRef ? scope.bandits.get(keyOf(banditRef)) : undefined;
  if (!bandit) {
    const plan = compileExperiment(definition, scope, context);
    return () => plan;
  }
  const version = own(bandit, 'banditVersion');
  const planFor = (leafId: unknown, weights: unknown, replaced: boolean): ExperimentPlan => {
    const contextualBandit = { leafId, variationWeights: weights, banditVersion: version };
    const weighted = replaced ? { ...definition, weights } : definition;
    return compileExperiment({ ...weighted, contextualBandit }, scope, context);
  };
  const variations = definition['variations'];
  const equal = equalWeights(Array.isArray(variations) ? variations.length : 0);
  const fallback = planFor(FALLBACK_LEAF, definition['weights'] ?? equal, false);
  const leaves = compileLeaves(own(bandit, 'contexts'), planFor, scope, context.at('contextualBandit'));
  return (walk) => firstLeaf(leaves, walk) ?? fallback;
}

interface Leaf {
  readonly test: Test;
  readonly plan: ExperimentPlan;
}

function compileLeaves(
  contexts: unknown,
  planFor: (leafId: unknown, weights: unknown, replaced: boolean) => ExperimentPlan,
  scope: CompileScope,
  context: PayloadLocation,
): readonly Leaf[] {
  if (!Array.isArray(contexts)) return [];
  return contexts.map((leaf, i) => ({
    test:
      leaf === null
        ? context.at(i).malformed('expected { leafId, condition, weights }')
        : compileCondition(own(leaf, 'condition') || {}, scope.conditions, context.at(i)),
    plan: planFor(own(leaf, 'leafId'), own(leaf, 'weights'), true),
  }));
}

/** The first context that matches; one that turns out to be malformed ends the search. */
function firstLeaf(leaves: readonly Leaf[], walk: Walk): ExperimentPlan | null {
  try {
    return leaves.find((leaf) => leaf.test(walk.subject.attributes, null))?.plan ?? null;
  } catch {
    return null;
  }
}
