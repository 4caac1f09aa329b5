/**
 * OpenFeature's resolution reasons: the coarse answer to "why this value?", the same on every platform.
 *
 * @see {@link https://openfeature.dev/specification/types#resolution-details | OpenFeature: resolution details}
 */
export type Reason =
  'STATIC' | 'DEFAULT' | 'TARGETING_MATCH' | 'SPLIT' | 'CACHED' | 'DISABLED' | 'STALE' | 'UNKNOWN' | 'ERROR';

/**
 * OpenFeature's error codes, set when {@link Reason} is `ERROR`.
 *
 * @see {@link https://openfeature.dev/specification/types#error-code | OpenFeature: error code}
 */
export type ErrorCode =
  | 'PROVIDER_NOT_READY'
  | 'FLAG_NOT_FOUND'
  | 'PARSE_ERROR'
  | 'TYPE_MISMATCH'
  | 'TARGETING_KEY_MISSING'
  | 'INVALID_CONTEXT'
  | 'GENERAL';

/**
 * The precise answer to "why this value?".
 *
 * Causes that give a value: `default` (no rule applied), `forced` (a rule that serves one value), `rollout` (inside a
 * percentage), `split` (bucketed into a variation), `full-on` (everybody gets the winning variation), `sticky` (an
 * earlier, stored assignment), `override` (forced by the application), `query-override` (forced by the URL),
 * `custom-assignment` (chosen by the application within the traffic), `whitelist` (listed in the configuration),
 * `bandit` (bucketed with learned weights), `simulated` (a tester's cookie).
 *
 * Causes that keep the visitor out: `not-targeted`, `traffic-excluded`, `group-excluded` (namespace, mutual exclusion),
 * `holdout`, `prerequisite-failed`, `prerequisite-cycle`, `not-running`, `disabled`, `qa-mode`, `missing-unit`,
 * `sticky-version-blocked`, `unknown-variation`, `consent-refused`.
 *
 * Causes that mean something is wrong: `invalid-rule`, `quarantined` (a malformed flag), `unknown-flag`, `not-ready`
 * (no configuration yet), `error`.
 */
export type Cause =
  | 'default'
  | 'forced'
  | 'rollout'
  | 'split'
  | 'full-on'
  | 'sticky'
  | 'override'
  | 'query-override'
  | 'custom-assignment'
  | 'whitelist'
  | 'bandit'
  | 'simulated'
  | 'not-targeted'
  | 'traffic-excluded'
  | 'group-excluded'
  | 'holdout'
  | 'prerequisite-failed'
  | 'prerequisite-cycle'
  | 'not-running'
  | 'disabled'
  | 'qa-mode'
  | 'missing-unit'
  | 'sticky-version-blocked'
  | 'unknown-variation'
  | 'consent-refused'
  | 'invalid-rule'
  | 'quarantined'
  | 'unknown-flag'
  | 'not-ready'
  | 'error';

/**
 * How far a visitor came before being turned away: of several rules that did not apply, the one that came closest to
 * applying names the cause of the default. Higher is closer.
 */
const PROGRESS: ReadonlyMap<Cause, number> = new Map<Cause, number>([
  ['invalid-rule', 1],
  ['not-running', 2],
  ['disabled', 2],
  ['missing-unit', 3],
  ['not-targeted', 4],
  ['prerequisite-failed', 5],
  ['group-excluded', 6],
  ['sticky-version-blocked', 7],
  ['traffic-excluded', 7],
  ['unknown-variation', 7],
  ['consent-refused', 8],
  ['qa-mode', 8],
  ['holdout', 9],
]);

/** The cause that came closer to applying; the first of equals. */
export function closer(current: Cause, next: Cause): Cause {
  return (PROGRESS.get(next) ?? 0) > (PROGRESS.get(current) ?? 0) ? next : current;
}
