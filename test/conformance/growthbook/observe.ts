import type { Decision } from '../../../lib/engine/decision.js';
import type { Program } from '../../../lib/engine/program.js';
import type { SubjectInit } from '../../../lib/engine/subject.js';
import { createSubject } from '../../../lib/engine/subject.js';
import { evaluate, evaluateFlag } from '../../../lib/engine/evaluate.js';
import {
  toGrowthbookFeatureResult,
  toGrowthbookResult,
} from '../../../lib/platforms/growthbook/extras/results.js';
import type { GeneratedUser } from './generate-payload.js';
import type { Observed } from './oracle.js';

/** The subject of a generated visitor. */
export function subjectOf(user: GeneratedUser): SubjectInit {
  const { documents, forcedFeatureValues, ...rest } = user;
  return { ...rest, forcedValues: forcedFeatureValues, stored: documents as SubjectInit['stored'] };
}

/** Everything observable of a feature's decision, in the oracle's terms. */
export function observeFeature(program: Program, key: string, user: GeneratedUser): Observed {
  const decision = evaluate(program, key, createSubject(subjectOf(user)));
  return observed(decision, toGrowthbookFeatureResult(decision), true);
}

/** Everything observable of an inline experiment's decision, in the oracle's terms. */
export function observeInline(program: Program, experiment: unknown, user: GeneratedUser): Observed {
  const flag = program.inline?.(experiment);
  if (flag === undefined) throw new Error('the program has no inline experiments');
  const decision = evaluateFlag(program, flag, createSubject(subjectOf(user)));
  return observed(
    decision,
    decision.assignment === null ? decision : toGrowthbookResult(decision.assignment),
    false,
  );
}

function observed(decision: Decision, result: unknown, isFeature: boolean): Observed {
  const decisions = isFeature ? [...decision.prerequisites, decision] : decision.prerequisites;
  return {
    result,
    exposures: decision.exposures.map((exposure) => ({
      experiment: exposure.experiment.definition,
      result: toGrowthbookResult(exposure),
    })),
    usage: decisions
      .filter(({ source }) => source !== 'override')
      .map(({ key, value, source, ruleId }) => ({ feature: key, value, source, ruleId })),
    saved: decision.writes.map((write) => write.document),
    crash: decision.cause === 'error' ? decision.errorMessage : null,
  };
}

/**
 * JSON's view of a value: what a recorded corpus would hold. Undefined and missing are one, and so are a value that is
 * undefined (of a variation forced by an index that there is not) and null.
 */
export function json(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value ?? null, (name, member: unknown) => (name === 'value' ? (member ?? null) : member)),
  );
}
