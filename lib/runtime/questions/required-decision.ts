import type { Decision } from '../../engine/decision.js';
import type { Cause } from '../../engine/vocabulary.js';
import {
  ConfigurationNotFoundError,
  NotActivatedError,
  NotTargetedError,
} from '../../errors/required-decision.error.js';

type Refusal = 'not-targeted' | 'not-activated' | 'not-found';

/** Causes that leave a visitor without a variation of their own. All others give one. */
const REFUSALS: ReadonlyMap<Cause, Refusal> = new Map<Cause, Refusal>([
  ['not-targeted', 'not-targeted'],
  ['prerequisite-failed', 'not-targeted'],
  ['missing-unit', 'not-targeted'],
  ['traffic-excluded', 'not-activated'],
  ['group-excluded', 'not-activated'],
  ['holdout', 'not-activated'],
  ['not-running', 'not-activated'],
  ['disabled', 'not-activated'],
  ['qa-mode', 'not-activated'],
  ['sticky-version-blocked', 'not-activated'],
  ['consent-refused', 'not-activated'],
  ['unknown-flag', 'not-found'],
  ['not-ready', 'not-found'],
  ['quarantined', 'not-found'],
  ['invalid-rule', 'not-found'],
  ['unknown-variation', 'not-found'],
  ['prerequisite-cycle', 'not-found'],
  ['error', 'not-found'],
]);

/**
 * Gives the decision back if it puts the visitor anywhere.
 *
 * @throws `NotTargetedError`, `NotActivatedError` or `ConfigurationNotFoundError`
 */
export function requireDecision(key: string, decision: Decision): Decision {
  const { cause } = decision;
  switch (REFUSALS.get(cause)) {
    case 'not-targeted':
      throw new NotTargetedError(key, cause);
    case 'not-activated':
      throw new NotActivatedError(key, cause);
    case 'not-found':
      throw new ConfigurationNotFoundError(key, cause, decision.errorMessage);
    case undefined:
      return decision;
  }
}
