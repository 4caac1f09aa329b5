import { plainDecision } from '../../../engine/decision.js';
import type { Flag } from '../../../engine/program.js';

/** A flag that is out of service, because the payload describes it in a way that nobody can evaluate. */
export function quarantinedFlag(key: string, problem: string): Flag {
  const decision = plainDecision({
    key,
    value: null,
    reason: 'ERROR',
    cause: 'quarantined',
    source: 'quarantined',
    errorCode: 'PARSE_ERROR',
    errorMessage: `Flag "${key}" is malformed and out of service: ${problem}. Correct it in the configuration.`,
  });
  return { key, rules: [], otherwise: () => decision };
}
