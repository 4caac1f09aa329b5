import type { Decision, Experiment, Variation } from '../engine/decision.js';
import { plainDecision } from '../engine/decision.js';
import type { Walk } from '../engine/walk.js';

/** What a test wants visitors to get: a variation by key, with the value it serves if that is not the key itself. */
export type TestVariant = string | { readonly variation: string; readonly value: unknown };

/** What a key answers in a test. */
export type TestAnswer =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'variant'; readonly variant: TestVariant };

/** Makes the decision that a test has asked for. A variation counts as met, a value does not. */
export function decideTestAnswer(walk: Walk, key: string, answer: TestAnswer): Decision {
  if (answer.kind === 'value') {
    return plainDecision({ key, value: answer.value, reason: 'STATIC', cause: 'forced', source: 'test' });
  }
  const { variant } = answer;
  const variation = variationOf(variant);
  const assignment = {
    flagKey: key,
    experiment: experimentOf(key),
    variation,
    inExperiment: true,
    hashUsed: true,
    hashAttribute: 'visitor',
    hashValue: walk.subject.units.get('visitor') ?? '',
    bucket: null,
    sticky: false,
    details: null,
  };
  walk.expose(assignment);
  return plainDecision({
    key,
    value: variation.value,
    on: typeof variant === 'string' || Boolean(variant.value),
    reason: 'SPLIT',
    cause: 'split',
    source: 'test',
    assignment,
    exposures: walk.exposures,
  });
}

function variationOf(variant: TestVariant): Variation {
  const { variation: key, value } =
    typeof variant === 'string' ? { variation: variant, value: variant } : variant;
  return { index: 0, key, id: null, name: null, value };
}

function experimentOf(key: string): Experiment {
  return { key, id: null, name: null, kind: 'test', definition: null };
}
