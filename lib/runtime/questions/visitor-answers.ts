import type { Decision } from '../../engine/decision.js';
import { NONE, plainDecision } from '../../engine/decision.js';
import { fitsFallback, jsonTypeOf } from '../shared/json-type.js';
import type { DecideMode } from '../scope/decide-mode.js';
import type { VisitorScope } from '../scope/visitor-scope.js';

/** The key of the variation that a decision assigns; undefined when the visitor takes part in no experiment. */
export function variationOf({ assignment }: Decision): string | undefined {
  return assignment !== null && assignment.inExperiment ? assignment.variation.key : undefined;
}

/** The value of a variable or flag; the fallback when there is none, or one of another JSON type, which then does not count. */
export function valueOf(scope: VisitorScope, key: string, fallback: unknown, use: boolean): unknown {
  const { value } = scope.decideVariable(key, false);
  if (value !== null && !fitsFallback(value, fallback)) {
    mismatch(scope, key, value, fallback);
    return fallback;
  }
  if (use) scope.decideVariable(key, true);
  return value ?? fallback;
}

/** A decision about a flag whose value is of the fallback's JSON type; one with the fallback instead if it is not. */
export function decisionOf(
  scope: VisitorScope,
  key: string,
  fallback: unknown,
  use: boolean,
  mode?: DecideMode,
): Decision {
  const decision = scope.decide(key, false, mode);
  const { value } = decision;
  if (value !== null && !fitsFallback(value, fallback)) {
    const errorMessage = mismatch(scope, key, value, fallback);
    return plainDecision({
      ...decision,
      value: fallback,
      reason: 'ERROR',
      cause: 'error',
      errorCode: 'TYPE_MISMATCH',
      errorMessage,
      exposures: NONE,
      writes: NONE,
    });
  }
  const counted = use ? scope.decide(key, true, mode) : decision;
  return counted.value === null && fallback !== null ? { ...counted, value: fallback } : counted;
}

function mismatch({ host }: VisitorScope, key: string, value: unknown, fallback: unknown): string {
  const text =
    `Flag "${key}" has a value of type ${jsonTypeOf(value)} where the code expects ${jsonTypeOf(fallback)}; the fallback is served. ` +
    'Correct the flag, or the type of the fallback.';
  host.notices.once(`type:${key}`, () => text);
  return text;
}
