import type { Rule } from '../../../engine/program.js';
import { own } from '../../../platform-kit/foreign-json.js';
import type { DecidingRule } from '../decide/answer.js';
import { HOW, serve } from '../decide/answer.js';
import type { Arm } from '../decide/arms.js';
import { isTargeted } from '../decide/matcher.js';
import type { Step } from './compile-holdout.js';
import { compileDeliveryHoldouts } from './compile-holdout.js';
import type { FlagCompilation } from './compilation.js';
import { forcedDecision, forcedRuleKey } from '../decide/forced-decisions.js';
import type { ExperimentNode, RolloutNode } from '../payload/payload.js';
import { Quarantine } from '../payload/quarantine.js';
import { shown } from '../payload/read-json.js';
import type { AudienceCheck } from '../decide/reasons.js';
import { audienceReasons, forcedReason, reasonsOf, rolloutReasons as texts } from '../decide/reasons.js';
import { bucketingId } from '../subject/visitor.js';

/** Compiles the delivery rules of a rollout, the last of which is for everyone else. */
export function compileDeliveryRules(flag: FlagCompilation, rollout: RolloutNode): Rule[] {
  if (rollout.fault !== null) throw new Quarantine(rollout.fault);
  return rollout.rules.map((node, index) => compileDeliveryRule(flag, node, index, rollout.rules.length - 1));
}

function compileDeliveryRule(flag: FlagCompilation, node: ExperimentNode, index: number, last: number): Rule {
  if (node.fault !== null) throw new Quarantine(node.fault);
  const { project } = flag.compilation;
  // Of rules with equal ids, decisions name the last.
  const origin = flag.origin(node, 'rollout', project.experimentsById.get(node.id));
  const forced = forcedDelivery(flag, node, origin);
  const holdouts = compileDeliveryHoldouts(flag, node.id);
  const delivery = compileDelivery(flag, node, origin, index, last);
  return {
    id: shown(own(node.raw, 'id')),
    kind: 'rollout',
    decide(walk) {
      const { visitorId } = walk;
      const decision = forced(walk, visitorId);
      if (decision !== undefined) return decision;
      for (const holdout of holdouts) {
        const heldOut = holdout(walk, visitorId);
        if (heldOut !== undefined) return heldOut;
      }
      return delivery(walk, visitorId);
    },
  };
}

function forcedDelivery(
  { key: flagKey, armsByKey }: FlagCompilation,
  { raw }: ExperimentNode,
  origin: DecidingRule,
): Step {
  const ruleKey = forcedRuleKey(raw);
  const named = shown(own(raw, 'key'));
  return (walk, visitorId) => {
    const key = forcedDecision(walk.subject, flagKey, ruleKey);
    if (key === undefined) return undefined;
    const arm = armsByKey.get(key);
    const reasons = reasonsOf(walk);
    reasons?.push(forcedReason(flagKey, named, visitorId, arm === undefined ? null : key));
    if (arm === undefined) return undefined;
    reasons?.push(texts.inside(visitorId, flagKey));
    return serve(walk, visitorId, origin, arm, HOW.forced, null);
  };
}

/** Audience and traffic. Those whom the rule is for and who miss its traffic go to the last rule at once. */
function compileDelivery(
  flag: FlagCompilation,
  node: ExperimentNode,
  origin: DecidingRule,
  index: number,
  last: number,
): Step {
  const matcher = flag.compilation.matcher(node);
  const name = index === last ? 'Everyone Else' : String(index + 1);
  const check: AudienceCheck = { kind: 'rule', name, conditions: node.audience };
  const hashed = compileTraffic(flag, node, origin, name);
  const unhashed = compileRelease(flag, node, origin, name);
  return (walk, visitorId) => {
    const reasons = reasonsOf(walk);
    const targeted = isTargeted(matcher, walk.subject);
    if (reasons !== null) audienceReasons(reasons, check, targeted);
    if (!targeted) {
      reasons?.push(texts.notTargeted(visitorId, name));
      return walk.miss('not-targeted');
    }
    reasons?.push(texts.targeted(visitorId, name));
    const decision = walk.subject.qaMode ? unhashed(walk, visitorId) : hashed(walk, visitorId);
    if (decision !== undefined || index === last) return decision;
    reasons?.push(texts.notBucketed(visitorId, name));
    return walk.skip(last - index - 1);
  };
}

/** Who is in the rule's traffic gets the variation of their bucket. */
function compileTraffic(
  flag: FlagCompilation,
  node: ExperimentNode,
  origin: DecidingRule,
  name: string,
): Step {
  const { bucketer } = flag.compilation;
  const { admission, split } = flag.compilation.matcher(node);
  const arms = flag.arms.at(split.variations);
  return (walk, visitorId) => {
    const reasons = reasonsOf(walk);
    const hashed = bucketingId(walk.subject, visitorId);
    const admitted = admission === null || admission(hashed, visitorId, reasons);
    const bucket = admitted ? bucketer.bucket(hashed, node.id) : 0;
    const found = admitted ? split.find(bucket) : -1;
    if (reasons !== null && admitted) split.explain(reasons, bucket, found, visitorId);
    const arm = found < 0 ? null : (arms[found] as Arm | null);
    if (arm === null) return walk.miss(admitted ? 'traffic-excluded' : 'group-excluded');
    reasons?.push(texts.bucketed(visitorId, name), texts.inside(visitorId, origin.flagKey));
    return serve(walk, visitorId, origin, arm, HOW.delivered, bucket);
  };
}

/** In a test mode nobody is assigned by hashing: the rule still delivers what it delivers to everybody. */
function compileRelease(
  flag: FlagCompilation,
  node: ExperimentNode,
  origin: DecidingRule,
  name: string,
): Step {
  const { admission, split } = flag.compilation.matcher(node);
  const arm = admission === null ? (flag.arms.at(split.variations)[split.everybody] ?? null) : null;
  return (walk, visitorId) => {
    if (arm === null) return walk.miss('qa-mode');
    reasonsOf(walk)?.push(texts.bucketed(visitorId, name), texts.inside(visitorId, origin.flagKey));
    return serve(walk, visitorId, origin, arm, HOW.released, null);
  };
}
