import type { Decision } from '../../../engine/decision.js';
import { plainDecision } from '../../../engine/decision.js';
import type { Rule } from '../../../engine/program.js';
import type { Cause, Reason } from '../../../engine/vocabulary.js';
import type { Walk } from '../../../engine/walk.js';
import { isObject, own } from '../../../platform-kit/foreign-json.js';
import { compileCondition } from '../targeting/compile-condition.js';
import type { PayloadLocation } from '../payload/payload-location.js';
import { MalformedPart } from '../payload/payload-location.js';
import { compileExperimentRule } from './compile-experiment-rule.js';
import type { CompiledPrerequisite } from './compile-prerequisite.js';
import { compilePrerequisites } from './compile-prerequisite.js';
import { compileRollout } from './compile-rollout.js';
import type { Definition } from '../payload/coerce.js';
import type { CompileScope } from './compilation.js';
import { compileTracks } from './compile-tracks.js';
import { compileFilters } from '../decide/compile-choice.js';

type Decide = Rule['decide'];

/** Compiles one rule of a feature: prerequisites, then filters, then a forced value or an experiment. */
export function compileRule(key: string, rule: unknown, scope: CompileScope, context: PayloadLocation): Rule {
  if (!isObject(rule)) {
    context.warn(`expected a rule object, got ${JSON.stringify(rule)}; it is skipped`);
    return { id: '', kind: 'invalid', decide: (walk) => walk.miss('invalid-rule') };
  }
  const id = (own(rule, 'id') || '') as string;
  const known = context.warnings.length;
  const forced = Object.hasOwn(rule, 'force');
  const serve = forced
    ? compileForce(key, id, rule, scope, context)
    : compileExperimentRule(key, id, rule, scope, context);
  const decide = withPrerequisites(key, rule, withFilters(rule, serve, scope, context), scope, context);
  return {
    id,
    kind: forced ? 'force' : 'experiment',
    decide: context.warnings.length === known ? decide : skippingMalformed(decide),
  };
}

/** A rule that turns out to be malformed when a visitor reaches it is skipped. */
function skippingMalformed(decide: Decide): Decide {
  return (walk) => {
    try {
      return decide(walk);
    } catch (error) {
      if (error instanceof MalformedPart) return walk.miss('invalid-rule');
      throw error;
    }
  };
}

function withPrerequisites(
  key: string,
  rule: Definition,
  next: Decide,
  scope: CompileScope,
  context: PayloadLocation,
): Decide {
  const list = rule['parentConditions'];
  if (!list) return next;
  const prerequisites = compilePrerequisites(list, scope, context.at('parentConditions'));
  const cycle = closed(key, 'prerequisite-cycle', 'cyclicPrerequisite');
  const gates = new Map<Cause, Decision>();
  for (const cause of ['prerequisite-failed', 'holdout'] as const)
    gates.set(cause, closed(key, cause, 'prerequisite'));
  return (walk) => {
    for (const prerequisite of prerequisites) {
      const answer = prerequisite.holds(walk);
      if (answer === 'cycle') return walk.share(cycle);
      if (answer === 'holds') continue;
      const cause = failure(prerequisite);
      return prerequisite.gate ? walk.share(gates.get(cause) as Decision) : walk.miss(cause);
    }
    return next(walk);
  };
}

function failure(prerequisite: CompiledPrerequisite): Cause {
  return prerequisite.isHoldout ? 'holdout' : 'prerequisite-failed';
}

/** The decision of a feature that a prerequisite has closed. */
function closed(key: string, cause: Cause, source: string): Decision {
  const cyclic = cause === 'prerequisite-cycle';
  return plainDecision({
    key,
    value: null,
    reason: cyclic ? 'ERROR' : 'DISABLED',
    cause,
    source,
    errorCode: cyclic ? 'GENERAL' : null,
    errorMessage: cyclic
      ? `A prerequisite of flag "${key}" depends on itself. Break the cycle in the configuration.`
      : null,
  });
}

function withFilters(rule: Definition, next: Decide, scope: CompileScope, context: PayloadLocation): Decide {
  const filters = rule['filters'];
  if (!filters) return next;
  const admits = compileFilters(filters, scope.globalAttributes, context.at('filters'));
  return (walk) => (admits(walk) ? next(walk) : walk.miss('group-excluded'));
}

function compileForce(
  key: string,
  id: string,
  rule: Definition,
  scope: CompileScope,
  context: PayloadLocation,
): Decide {
  const condition = rule['condition']
    ? compileCondition(rule['condition'], scope.conditions, context.at('condition'))
    : null;
  const rollout = compileRollout(key, rule, scope);
  const exposures = rule['tracks'] ? compileTracks(key, rule['tracks'], context.at('tracks')) : [];
  const value = rule['force'] === undefined ? null : rule['force'];
  const decision = plainDecision({
    key,
    value,
    source: 'force',
    ruleId: id,
    ...forceReason(rule, rollout !== null),
  });
  return (walk: Walk) => {
    if (condition !== null && !condition(walk.subject.attributes, null)) return walk.miss('not-targeted');
    if (rollout !== null && !rollout(walk)) return walk.miss('traffic-excluded');
    for (const exposure of exposures) walk.expose(exposure);
    return walk.share(decision);
  };
}

function forceReason(rule: Definition, rollout: boolean): { reason: Reason; cause: Cause } {
  if (rollout) return { reason: 'SPLIT', cause: 'rollout' };
  const targeted = rule['condition'] || rule['parentConditions'] || rule['filters'];
  return { reason: targeted ? 'TARGETING_MATCH' : 'STATIC', cause: 'forced' };
}
