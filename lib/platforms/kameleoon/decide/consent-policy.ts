import type { Subject } from '../../../engine/subject.js';
import type { JsonObject } from '../../../platform-kit/foreign-json.js';
import { own } from '../../../platform-kit/foreign-json.js';

/** What refused consent means in a configuration. Unknown consent never keeps a visitor out of anything. */
export interface ConsentPolicy {
  /** Whether consent plays a part at all. */
  readonly required: boolean;
  /** True: a refusal closes experiments altogether; false: they serve the default variation. */
  readonly blocksFully: boolean;
}

/**
 * Reads the policy.
 *
 * @param downloaded - false for a default data file: the vendor's SDK does not take FULLY_BLOCK from one
 */
export function compileConsent(configuration: JsonObject, downloaded: boolean): ConsentPolicy {
  return {
    required: own(configuration, 'consentType') === 'REQUIRED',
    blocksFully: downloaded && own(configuration, 'consentOptOutBehavior') === 'FULLY_BLOCK',
  };
}

/** Whether consent is needed and the visitor has refused it. */
export function isRefused(policy: ConsentPolicy, subject: Subject): boolean {
  return policy.required && subject.facts.get('consent') === false;
}
