import { own } from '../../../platform-kit/foreign-json.js';
import { keyOf } from '../payload/coerce.js';
import { compileCondition } from '../targeting/compile-condition.js';
import type { PayloadLocation } from '../payload/payload-location.js';
import { compilePrerequisites } from './compile-prerequisite.js';
import type { Definition } from '../payload/coerce.js';
import type { CompileScope } from './compilation.js';
import {
  compileChoice,
  compileFilters,
  compileNamespace,
  experimentOf,
  variationAt,
} from '../decide/compile-choice.js';
import type { ExperimentParts } from '../decide/experiment-parts.js';
import { ExperimentPlan } from '../decide/experiment-plan.js';
import { HashAttribute } from '../subject/hash-attribute.js';
import { bucketer } from '../decide/bucketing.js';
import { StickyBucket } from '../decide/sticky-bucket.js';
import { compileUrlPattern, compileUrlTargets } from '../targeting/url-targeting.js';

/** Compiles an experiment: a rule's, one of the payload's own, or one given by the application. */
export function compileExperiment(
  given: Definition,
  scope: CompileScope,
  context: PayloadLocation,
): ExperimentPlan {
  const key = keyOf(given['key']);
  const overrides = scope.overrides.get(key);
  const definition: Definition = overrides === undefined ? given : { ...given, ...overrides };
  const bandit = banditDetails(definition);
  const experiment = experimentOf(withBandit(given, banditDetails(given)));
  const plan = new ExperimentPlan({
    key,
    queryStringOverrides: scope.queryStringOverrides,
    experiment,
    unhashed: bandit === null ? experiment : experimentOf({ ...given, contextualBandit: undefined }),
    exposed: overrides === undefined ? experiment : experimentOf(withBandit(definition, bandit)),
    bandit,
    ...variationParts(definition, scope, context),
    ...targetingParts(definition, scope, context),
    ...statusParts(definition, scope),
  });
  const namesakes = scope.forcible.get(key);
  if (namesakes === undefined) scope.forcible.set(key, [plan.parts.variations]);
  else namesakes.push(plan.parts.variations);
  return plan;
}

type VariationParts = Pick<
  ExperimentParts,
  'unusable' | 'values' | 'meta' | 'variations' | 'bucket' | 'choose' | 'hashAttribute' | 'sticky'
>;

function variationParts(
  definition: Definition,
  scope: CompileScope,
  context: PayloadLocation,
): VariationParts {
  const values = definition['variations'];
  const usable = Array.isArray(values);
  if (!usable) context.at('variations').warn('expected a list of variations; the experiment does not run');
  const list: readonly unknown[] = usable ? values : [];
  const meta = Array.isArray(definition['meta']) ? definition['meta'] : null;
  const fallback = definition['disableStickyBucketing'] ? undefined : definition['fallbackAttribute'];
  return {
    unusable: list.length < 2 ? 'invalid-rule' : scope.enabled ? null : 'disabled',
    values: list,
    meta,
    variations: list.map((_, i) => variationAt(i, list, meta)),
    bucket: bucketer(keyOf(definition['seed'] || definition['key']), definition['hashVersion'] || 1),
    choose: compileChoice({ ...definition, variations: list }, context),
    hashAttribute: new HashAttribute(definition['hashAttribute'], fallback, scope.globalAttributes),
    sticky: definition['disableStickyBucketing']
      ? null
      : new StickyBucket(definition, scope.globalAttributes),
  };
}

type TargetingParts = Pick<
  ExperimentParts,
  'urlTargets' | 'filters' | 'namespace' | 'include' | 'condition' | 'prerequisites' | 'groupsAllow' | 'url'
>;

function targetingParts(
  definition: Definition,
  scope: CompileScope,
  context: PayloadLocation,
): TargetingParts {
  const { urlPatterns, filters, namespace, include, condition, parentConditions, groups, url } = definition;
  return {
    urlTargets: urlPatterns ? compileUrlTargets(urlPatterns, context.at('urlPatterns')) : null,
    filters: filters ? compileFilters(filters, scope.globalAttributes, context.at('filters')) : null,
    namespace: namespace ? compileNamespace(namespace, context.at('namespace')) : null,
    include: typeof include === 'function' ? guarded(include as () => boolean) : null,
    condition: condition ? compileCondition(condition, scope.conditions, context.at('condition')) : null,
    prerequisites: parentConditions
      ? compilePrerequisites(parentConditions, scope, context.at('parentConditions')).map((p) => p.holds)
      : [],
    groupsAllow: !groups || (Array.isArray(groups) && groups.some((group) => scope.groups.get(keyOf(group)))),
    url: url ? compileUrlPattern(url, context.at('url')) : null,
  };
}

/** The application's own `include` function; one that throws includes nobody. */
function guarded(include: () => boolean): () => boolean {
  return () => {
    try {
      return Boolean(include());
    } catch {
      return false;
    }
  };
}

type StatusParts = Pick<ExperimentParts, 'forced' | 'inactive' | 'force' | 'qaMode' | 'stopped'>;

function statusParts(definition: Definition, scope: CompileScope): StatusParts {
  const force = definition['force'];
  return {
    forced: scope.forcedVariations,
    inactive: definition['status'] === 'draft' || definition['active'] === false,
    force: Object.hasOwn(definition, 'force') ? { index: force === undefined ? -1 : force } : null,
    qaMode: scope.qaMode,
    stopped: definition['status'] === 'stopped',
  };
}

/** What an assignment by a contextual bandit reports besides the variation. */
function banditDetails(definition: Definition): Readonly<Record<string, unknown>> | null {
  const bandit = definition['contextualBandit'];
  if (!bandit) return null;
  const version = own(bandit, 'banditVersion');
  return Object.freeze({
    leafId: own(bandit, 'leafId'),
    variationWeights: definition['weights'] || own(bandit, 'variationWeights'),
    ...(version === undefined ? {} : { banditVersion: version }),
  });
}

function withBandit(definition: Definition, details: Readonly<Record<string, unknown>> | null): Definition {
  return details === null ? { ...definition } : { ...definition, contextualBandit: details };
}
