import type { DecideDefaults } from '../../../ports/platform.js';

/** Optimizely's decide options that concern a decision. The SDK's three options about its prediction cache concern fetching. */
export type DecideOption =
  | 'DISABLE_DECISION_EVENT'
  | 'ENABLED_FLAGS_ONLY'
  | 'IGNORE_USER_PROFILE_SERVICE'
  | 'INCLUDE_REASONS'
  | 'EXCLUDE_VARIABLES';

/** The engine's words for these options: how decisions are made where the application does not say otherwise. */
export function decideDefaults(options: unknown): DecideDefaults {
  const given = decideOptions(options);
  return {
    ...(given.has('DISABLE_DECISION_EVENT') && { expose: false }),
    ...(given.has('ENABLED_FLAGS_ONLY') && { enabledOnly: true }),
    ...(given.has('IGNORE_USER_PROFILE_SERVICE') && { ignoreStored: true }),
    ...(given.has('INCLUDE_REASONS') && { reasons: true }),
    ...(given.has('EXCLUDE_VARIABLES') && { variables: false }),
  };
}

const KNOWN: ReadonlySet<unknown> = new Set<DecideOption>([
  'DISABLE_DECISION_EVENT',
  'ENABLED_FLAGS_ONLY',
  'IGNORE_USER_PROFILE_SERVICE',
  'INCLUDE_REASONS',
  'EXCLUDE_VARIABLES',
]);

/**
 * Unites lists of options, such as an application's defaults and those of one call: a default cannot be switched off.
 *
 * @param lists - what is no list counts as empty, names that are not known are left out
 */
export function decideOptions(...lists: readonly unknown[]): ReadonlySet<DecideOption> {
  const options = new Set<DecideOption>();
  for (const list of lists) {
    if (!Array.isArray(list)) continue;
    for (const option of list) if (KNOWN.has(option)) options.add(option as DecideOption);
  }
  return options;
}
