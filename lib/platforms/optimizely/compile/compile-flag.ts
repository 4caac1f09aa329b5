import type { Decision } from '../../../engine/decision.js';
import { NONE } from '../../../engine/decision.js';
import type { Flag, Rule } from '../../../engine/program.js';
import type { Walk } from '../../../engine/walk.js';
import type { DecidingRule } from '../decide/answer.js';
import { assign, HOW, messagesOf, noExperiment, refuse, serve, withEarlier } from '../decide/answer.js';
import { NO_VARIATION } from '../decide/arms.js';
import { compileDeliveryRules } from './compile-delivery-rule.js';
import { compileExperimentRule } from './compile-experiment-rule.js';
import { compileGlobalHoldout } from './compile-holdout.js';
import type { Compilation } from './compilation.js';
import { FlagCompilation } from './compilation.js';
import { forcedDecision, WHOLE_FLAG } from '../decide/forced-decisions.js';
import type { IndexedFlag } from '../payload/index-project.js';
import type { ExperimentNode, HoldoutNode } from '../payload/payload.js';
import { Quarantine } from '../payload/quarantine.js';
import {
  beginReasons,
  experimentReasons,
  forcedReason,
  reasonsOf,
  rolloutReasons,
} from '../decide/reasons.js';

/**
 * Compiles a feature flag. Rules in order: forced decision, global holdouts, experiments, delivery rules.
 *
 * @throws Quarantine when it cannot be served
 */
export function compileFlag(compilation: Compilation, indexed: IndexedFlag): Flag {
  if (indexed.fault !== null) throw new Quarantine(indexed.fault);
  const { project } = compilation;
  const flag = new FlagCompilation(compilation, indexed);
  const { experimentIds, rolloutId } = indexed.node;
  const rollout = rolloutId === null ? undefined : project.rollouts.get(rolloutId);
  const nodes = experimentIds.map((id) => project.experimentsById.get(id) as ExperimentNode);
  const experiments = nodes.map((node, i) => compileExperimentRule(flag, node, nodes.length - 1 - i));
  if (experiments.length === 0) experiments.push(noExperiments(flag.key));
  const holdouts = project.globalHoldouts.map((holdout, i) =>
    holdoutRule(flag, holdout, project.globalHoldouts.length - 1 - i + experiments.length),
  );
  const deliveries = rollout === undefined ? [] : compileDeliveryRules(flag, rollout);
  const why = deliveries.length > 0 ? null : nothingToDeliver(flag.key, rolloutId, rollout !== undefined);
  return {
    key: flag.key,
    rules: [forcedRule(flag), ...holdouts, ...experiments, ...deliveries],
    otherwise: nothing(flag, why),
  };
}

function holdoutRule(flag: FlagCompilation, holdout: HoldoutNode, left: number): Rule {
  const step = compileGlobalHoldout(flag, holdout, left);
  return { id: holdout.id, kind: 'holdout', decide: (walk) => step(walk, walk.visitorId) };
}

function nothingToDeliver(flagKey: string, rolloutId: string | null, known: boolean): string {
  if (rolloutId === null) return rolloutReasons.none(flagKey);
  return known ? rolloutReasons.empty(rolloutId) : rolloutReasons.unknown(rolloutId, flagKey);
}

/** Refuses visitors without an id, and answers with the decision forced for the flag as a whole. */
function forcedRule(flag: FlagCompilation): Rule {
  const { key: flagKey, armsByKey } = flag;
  const { visitors } = flag.compilation;
  const origin = bareRule(flag, 'feature-test');
  return {
    id: '',
    kind: 'forced',
    decide(walk) {
      beginReasons(walk);
      const visitorId = visitors.id(walk.subject);
      if (visitorId === null) return refuse(walk, flagKey, visitors.unit);
      walk.visitorId = visitorId;
      const key = forcedDecision(walk.subject, flagKey, WHOLE_FLAG);
      if (key === undefined) return undefined;
      const arm = armsByKey.get(key);
      reasonsOf(walk)?.push(forcedReason(flagKey, '', visitorId, arm === undefined ? null : key));
      return arm === undefined ? undefined : serve(walk, visitorId, origin, arm, HOW.forced, null);
    },
  };
}

function noExperiments(flagKey: string): Rule {
  return {
    id: '',
    kind: 'experiment',
    decide: (walk) => void reasonsOf(walk)?.push(experimentReasons.none(flagKey)),
  };
}

function bareRule(flag: FlagCompilation, source: 'feature-test' | 'rollout'): DecidingRule {
  return {
    flagKey: flag.key,
    source,
    ruleKey: '',
    experiment: noExperiment(flag.key, source),
    counts: source !== 'rollout' || flag.compilation.countsRollouts,
    unit: flag.compilation.visitors.unit,
  };
}

const OFF = Object.freeze({ enabled: false });
const BARE = Object.freeze({ variation: NO_VARIATION });

/** Nobody answered: the flag is off and serves its defaults, which counts as an exposure like any rollout's decision. */
function nothing(flag: FlagCompilation, why: string | null): (walk: Walk) => Decision {
  const origin = bareRule(flag, 'rollout');
  const { key, arms } = flag;
  const { value, variables } = arms.off;
  return (walk) => {
    const { visitorId } = walk;
    const reasons = reasonsOf(walk);
    if (why !== null) reasons?.push(why);
    reasons?.push(rolloutReasons.outside(visitorId, key));
    const place = origin.counts ? assign(walk, visitorId, origin, BARE, HOW.nothing, null, OFF) : null;
    return {
      key,
      value,
      on: false,
      variables,
      reason: 'DEFAULT',
      cause: walk.cause,
      source: 'rollout',
      ruleId: '',
      assignment: null,
      exposures: place === null ? walk.exposures : withEarlier(walk, place),
      prerequisites: NONE,
      writes: walk.writes,
      errorCode: null,
      errorMessage: null,
      messages: messagesOf(walk),
    };
  };
}
