import type { Decision } from '../../../engine/decision.js';
import type { Walk } from '../../../engine/walk.js';
import type { DecidingRule } from '../decide/answer.js';
import { assign, HOW, serve } from '../decide/answer.js';
import type { Arm } from '../decide/arms.js';
import { isTargeted } from '../decide/matcher.js';
import type { FlagCompilation } from './compilation.js';
import type { HoldoutNode } from '../payload/payload.js';
import { audienceReasons, holdoutReasons, reasonsOf, rolloutReasons } from '../decide/reasons.js';
import { bucketingId } from '../subject/visitor.js';

/** One step of a flag: answers for a visitor, or passes on. */
export type Step = (walk: Walk, visitorId: string) => Decision | undefined;

type HeldOut = (walk: Walk, visitorId: string, arm: Arm, bucket: number) => Decision | undefined;

/** A holdout of the whole project. `rules` says how many rules of the flag stand between it and the delivery rules. */
export function compileGlobalHoldout(flag: FlagCompilation, holdout: HoldoutNode, rules: number): Step {
  const origin = flag.origin(holdout, 'holdout');
  return compileHoldout(
    flag,
    holdout,
    holdout.sparesDeliveries ? sparingDeliveries(origin, holdout, rules) : answering(origin),
  );
}

/** The holdouts of one experiment. */
export function compileExperimentHoldouts(flag: FlagCompilation, ruleId: string): readonly Step[] {
  return localHoldouts(flag, ruleId, (origin) => answering(origin));
}

/** The holdouts of one delivery rule. */
export function compileDeliveryHoldouts(flag: FlagCompilation, ruleId: string): readonly Step[] {
  return localHoldouts(flag, ruleId, (origin) => {
    const answer = answering(origin);
    return (walk, visitorId, arm, bucket) => {
      reasonsOf(walk)?.push(rolloutReasons.inside(visitorId, origin.flagKey));
      return answer(walk, visitorId, arm, bucket);
    };
  });
}

function localHoldouts(
  flag: FlagCompilation,
  ruleId: string,
  heldOut: (origin: DecidingRule) => HeldOut,
): readonly Step[] {
  const holdouts = flag.compilation.project.localHoldouts.get(ruleId) ?? [];
  return holdouts.map((holdout) => compileHoldout(flag, holdout, heldOut(flag.origin(holdout, 'holdout'))));
}

function answering(origin: DecidingRule): HeldOut {
  return (walk, visitorId, arm, bucket) => serve(walk, visitorId, origin, arm, HOW.heldOut, bucket);
}

/** Counts the holdout's exposure and goes on with the delivery rules. */
function sparingDeliveries(origin: DecidingRule, holdout: HoldoutNode, rules: number): HeldOut {
  return (walk, visitorId, arm, bucket) => {
    const reasons = reasonsOf(walk);
    if (reasons !== null) {
      reasons.push(holdoutReasons.sparesDeliveries(holdout.key));
      // The official SDK adds the list to itself here.
      reasons.push(...reasons);
    }
    walk.expose(assign(walk, visitorId, origin, arm, HOW.heldOut, bucket, arm.details));
    return walk.skip(rules);
  };
}

function compileHoldout(flag: FlagCompilation, holdout: HoldoutNode, heldOut: HeldOut): Step {
  const { bucketer } = flag.compilation;
  const matcher = flag.compilation.matcher(holdout);
  const { admission, split } = matcher;
  const arms = flag.arms.at(split.variations);
  const check = { kind: 'experiment', name: holdout.key, conditions: holdout.audience } as const;
  return (walk, visitorId) => {
    const { enabled, qaMode } = walk.subject;
    // A holdout is an experiment, and only hashing places visitors in it.
    if (!enabled || qaMode) return undefined;
    const reasons = reasonsOf(walk);
    if (!holdout.running) return void reasons?.push(holdoutReasons.notRunning(holdout.key));
    const targeted = isTargeted(matcher, walk.subject);
    if (reasons !== null) audienceReasons(reasons, check, targeted);
    if (!targeted) return void reasons?.push(holdoutReasons.notTargeted(visitorId, holdout.key));
    reasons?.push(holdoutReasons.targeted(visitorId, holdout.key));
    const hashed = bucketingId(walk.subject, visitorId);
    if (admission === null || admission(hashed, visitorId, reasons)) {
      const bucket = bucketer.bucket(hashed, holdout.id);
      const found = split.find(bucket);
      if (reasons !== null) split.explain(reasons, bucket, found, visitorId);
      const arm = found < 0 ? null : (arms[found] as Arm | null);
      if (arm !== null) {
        reasons?.push(
          holdoutReasons.bucketed(visitorId, holdout.key, (split.variations[found] as { key: string }).key),
        );
        return heldOut(walk, visitorId, arm, bucket);
      }
    }
    return void reasons?.push(holdoutReasons.notBucketed(visitorId));
  };
}
