import type { Decision } from '../../../engine/decision.js';
import { plainDecision } from '../../../engine/decision.js';
import type { Rule } from '../../../engine/program.js';
import { Walk } from '../../../engine/walk.js';
import { own } from '../../../platform-kit/foreign-json.js';
import type { DecidingRule } from '../decide/answer.js';
import { HOW, messagesOf, serve } from '../decide/answer.js';
import type { Arm, ArmDetails } from '../decide/arms.js';
import { compileExperimentHoldouts } from './compile-holdout.js';
import { ExperimentStep } from '../decide/experiment-step.js';
import type { FlagCompilation } from './compilation.js';
import { forcedDecision, forcedRuleKey } from '../decide/forced-decisions.js';
import type { ExperimentNode } from '../payload/payload.js';
import { Quarantine } from '../payload/quarantine.js';
import { shown } from '../payload/read-json.js';
import { forcedReason, reasonsOf } from '../decide/reasons.js';

/**
 * Compiles an experiment as a rule of a flag.
 *
 * @param left - how many rules of the flag stand between it and the delivery rules
 */
export function compileExperimentRule(flag: FlagCompilation, node: ExperimentNode, left: number): Rule {
  if (node.fault !== null) throw new Quarantine(node.fault);
  const origin = flag.origin(node, 'feature-test');
  const arms = flag.arms.over(flag.armsByKey, node.variations);
  const forced = forcedExperiment(flag, node, origin, arms);
  const holdouts = compileExperimentHoldouts(flag, node.id);
  const step = compileStep(flag, node, origin, arms, left);
  return {
    id: shown(own(node.raw, 'id')),
    kind: 'experiment',
    decide(walk) {
      const { visitorId } = walk;
      const { forcedVariations } = walk.subject;
      const answer = forcedVariations.size === 0 ? PASSED_ON : forced(walk, visitorId);
      if (answer !== PASSED_ON) return answer;
      for (const holdout of holdouts) {
        const decision = holdout(walk, visitorId);
        if (decision !== undefined) return decision;
      }
      return step.decide(walk, visitorId);
    },
  };
}

/** Nothing is forced: the rule goes on. Undefined ends it. */
const PASSED_ON = Symbol('passed on');

/** The decision forced for this rule. */
function forcedExperiment(
  { key: flagKey, armsByKey }: FlagCompilation,
  node: ExperimentNode,
  origin: DecidingRule,
  arms: ReadonlyMap<string, Arm>,
): (walk: Walk, visitorId: string) => Decision | undefined | typeof PASSED_ON {
  const ruleKey = forcedRuleKey(node.raw);
  return (walk, visitorId) => {
    const key = forcedDecision(walk.subject, flagKey, ruleKey);
    if (key === undefined) return PASSED_ON;
    const arm = armsByKey.get(key);
    reasonsOf(walk)?.push(forcedReason(flagKey, origin.ruleKey, visitorId, arm === undefined ? null : key));
    if (arm === undefined) return PASSED_ON;
    // An empty key counts as none.
    if (key === '') return walk.miss('unknown-variation');
    return serve(walk, visitorId, origin, arms.get(key) ?? arm, HOW.forced, null);
  };
}

function compileStep(
  flag: FlagCompilation,
  node: ExperimentNode,
  origin: DecidingRule,
  arms: ReadonlyMap<string, Arm>,
  left: number,
): ExperimentStep {
  return new ExperimentStep(flag.compilation, node, {
    found(walk, visitorId, key, way, bucket, cmabUuid) {
      const arm = arms.get(key);
      if (arm === undefined) {
        // No further experiment is asked: the key counts as an answer, though it leads nowhere.
        walk.miss('unknown-variation');
        return walk.skip(left);
      }
      const details = cmabUuid === null ? arm.details : predicted(arm, cmabUuid);
      return serve(walk, visitorId, origin, arm, way, bucket, details);
    },
    failed: (walk) => predictionFailed(walk, flag.key),
  });
}

function predicted(arm: Arm, cmabUuid: string): ArmDetails {
  return { ...arm.details, cmabUuid };
}

/** The official SDK always tells the reasons of this failure: without them at hand, the flag is decided anew to collect them. */
function predictionFailed(walk: Walk, key: string): Decision {
  if (walk.trace === null) return new Walk(walk.program, walk.subject, []).decide(key);
  return plainDecision({
    key,
    value: null,
    reason: 'ERROR',
    cause: 'error',
    source: 'feature-test',
    writes: walk.writes,
    errorCode: 'GENERAL',
    errorMessage: `No prediction could be had for a contextual bandit of flag "${key}".`,
    messages: messagesOf(walk),
  });
}
