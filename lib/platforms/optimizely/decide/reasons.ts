import type { Walk } from '../../../engine/walk.js';

/** The reasons of a decision so far: the texts that Optimizely's SDKs give under `INCLUDE_REASONS`. */
export type Reasons = string[];

const OWNER = 'optimizely.reasons';

/** The list to add to; null unless somebody asked for reasons, so that no text is made on the hot path. */
export function reasonsOf(walk: Walk): Reasons | null {
  return walk.trace === null ? null : walk.memory(OWNER, () => [] as Reasons);
}

/** Empties the list for the next flag of the same call. */
export function beginReasons(walk: Walk): void {
  const reasons = reasonsOf(walk);
  if (reasons !== null) reasons.length = 0;
}

/** The audience check of an experiment or a holdout (`experiment`), or of a delivery rule (`rule`). */
export interface AudienceCheck {
  readonly kind: 'experiment' | 'rule';
  readonly name: string;
  readonly conditions: unknown;
}

/** Adds the two texts of an audience check. */
export function audienceReasons(reasons: Reasons, check: AudienceCheck, passed: boolean): void {
  const { kind, name, conditions } = check;
  reasons.push(`Evaluating audiences for ${kind} "${name}": ${shownConditions(conditions)}.`);
  reasons.push(`Audiences for ${kind} ${name} collectively evaluated to ${passed ? 'TRUE' : 'FALSE'}.`);
}

function shownConditions(conditions: unknown): string | undefined {
  try {
    return JSON.stringify(conditions);
  } catch {
    // Nested beyond what the stack allows, in a place that no condition is read from.
    return '...';
  }
}

/** Forced decisions of a flag or one of its rules. */
export const forcedReason = (flag: string, rule: string, user: string, variation: string | null): string => {
  const of =
    rule === '' ? `flag (${flag}) and user (${user})` : `flag (${flag}), rule (${rule}) and user (${user})`;
  return variation === null
    ? `Invalid variation is mapped to ${of} in the forced decision map.`
    : `Variation (${variation}) is mapped to ${of} in the forced decision map.`;
};

/** Experiments. */
export const experimentReasons = {
  none: (flag: string) => `Feature ${flag} is not attached to any experiments.`,
  notRunning: (key: string) => `Experiment ${key} is not running.`,
  forced: (variation: string, key: string, user: string) =>
    `Variation ${variation} is mapped to experiment ${key} and user ${user} in the forced variation map.`,
  whitelisted: (user: string, variation: string) => `User ${user} is forced in variation ${variation}.`,
  badWhitelist: (variation: string, user: string) =>
    `Variation key ${variation} is not in datafile. Not activating user ${user}.`,
  stored: (variation: string, key: string, user: string) =>
    `Returning previously activated variation "${variation}" of experiment "${key}" for user "${user}" from user profile.`,
  notTargeted: (user: string, key: string) =>
    `User ${user} does not meet conditions to be in experiment ${key}.`,
  noVariation: (user: string, key: string) => `User ${user} is in no variation of experiment ${key}.`,
  bucketed: (user: string, variation: string, key: string) =>
    `User ${user} is in variation ${variation} of experiment ${key}.`,
  noPrediction: () => 'CMAB is not supported in sync mode.',
  predictionFailed: (key: string) => `Failed to fetch CMAB data for experiment ${key}.`,
};

/** Hashing. */
export const bucketingReasons = {
  bucket: (bucket: number, user: string) => `Assigned bucket ${bucket} to user with bucketing ID ${user}.`,
  invalid: () => 'Bucketed into an invalid variation ID. Returning null.',
  inNoneOfGroup: (user: string, group: string) => `User ${user} is not in any experiment of group ${group}.`,
  inOtherOfGroup: (user: string, key: string, group: string) =>
    `User ${user} is not in experiment ${key} of group ${group}.`,
  inGroup: (user: string, key: string, group: string) =>
    `User ${user} is in experiment ${key} of group ${group}.`,
};

/** Holdouts. */
export const holdoutReasons = {
  notRunning: (key: string) => `Holdout ${key} is not running.`,
  notTargeted: (user: string, key: string) => `User ${user} does not meet conditions for holdout ${key}.`,
  targeted: (user: string, key: string) => `User ${user} meets conditions for holdout ${key}.`,
  /** The two keys stand in each other's place, as in the official SDK. */
  bucketed: (user: string, key: string, variation: string) =>
    `User ${user} is in variation ${key} of holdout ${variation}.`,
  notBucketed: (user: string) => `User ${user} is in no holdout variation.`,
  sparesDeliveries: (key: string) =>
    `Holdout "${key}" has excludeTargetedDeliveries enabled, continuing to rollout evaluation.`,
};

/** Rollouts and their delivery rules; `rule` is the position from 1, or `Everyone Else`. */
export const rolloutReasons = {
  none: (flag: string) => `There is no rollout of feature ${flag}.`,
  unknown: (id: string, flag: string) => `Invalid rollout ID ${id} attached to feature ${flag}`,
  empty: (id: string) => `Rollout of feature ${id} has no experiments`,
  targeted: (user: string, rule: string) => `User ${user} meets conditions for targeting rule ${rule}.`,
  notTargeted: (user: string, rule: string) =>
    `User ${user} does not meet conditions for targeting rule ${rule}.`,
  bucketed: (user: string, rule: string) => `User ${user} bucketed into targeting rule ${rule}.`,
  notBucketed: (user: string, rule: string) =>
    `User ${user} not bucketed into targeting rule ${rule} due to traffic allocation. Trying everyone rule.`,
  inside: (user: string, flag: string) => `User ${user} is in rollout of feature ${flag}.`,
  outside: (user: string, flag: string) => `User ${user} is not in rollout of feature ${flag}.`,
};
