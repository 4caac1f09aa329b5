import type { Cause } from './vocabulary.js';

/** One line of `explain`: what a rule did. */
export interface TraceStep {
  /** The flag that the rule is of: the one asked for, or a prerequisite. */
  readonly flagKey: string;
  /** Position in the flag's rules; -1 for the default. */
  readonly index: number;
  /** The rule's identifier; `''` if it has none, and for the default. */
  readonly ruleId: string;
  /** The platform's own word for the kind of the rule; `default` for the default. */
  readonly kind: string;
  /** Whether the rule gave the answer, or passed on to the next. */
  readonly outcome: 'answered' | 'passed';
  /** Why it answered; for a rule that passed, the closest miss of the flag so far, `default` if there was none. */
  readonly cause: Cause;
  /** Facts that decided, in the order they were met: buckets, limits, failing conditions. */
  readonly notes: readonly string[];
}
