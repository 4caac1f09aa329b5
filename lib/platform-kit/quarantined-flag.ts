import { plainDecision } from '../engine/decision.js';
import type { Flag, Rule } from '../engine/program.js';

const NO_RULES: readonly Rule[] = Object.freeze([]);

/** What is told of a flag that is out of service. */
export interface Quarantined {
  readonly key: string;
  /** What is wrong, where, and what to do: the decision's error message. */
  readonly message: string;
  /** The decision's source in the vendor's words. @defaultValue 'quarantined' */
  readonly source?: string;
  /** What still decides, such as a variation forced by the application. @defaultValue none */
  readonly rules?: readonly Rule[];
}

/**
 * A flag that is out of service, because the payload describes it in a way that nobody can evaluate: it answers callers'
 * fallbacks, says why, and the other flags go on.
 */
export function quarantinedFlag({
  key,
  message,
  source = 'quarantined',
  rules = NO_RULES,
}: Quarantined): Flag {
  const decision = plainDecision({
    key,
    value: null,
    reason: 'ERROR',
    cause: 'quarantined',
    source,
    errorCode: 'PARSE_ERROR',
    errorMessage: message,
  });
  return { key, rules, otherwise: (walk) => walk.share(decision) };
}
