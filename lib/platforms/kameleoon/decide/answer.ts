import type { Assignment, Decision, Experiment, Variation } from '../../../engine/decision.js';
import { NO_VARIABLES, NONE } from '../../../engine/decision.js';
import type { Cause, ErrorCode, Reason } from '../../../engine/vocabulary.js';
import type { Walk } from '../../../engine/walk.js';
import type { ServedVariation } from '../payload/compile-variables.js';
import type { Failure } from '../payload/failure.js';

const OFF = 'off';

/** How an arm was chosen. */
export interface Choice {
  readonly reason: Reason;
  readonly cause: Cause;
  readonly source: string;
  readonly ruleId: string;
  readonly experiment: Experiment;
  readonly variation: Variation;
  readonly served: ServedVariation | undefined;
  /** What was hashed, its name, and where it fell; null when nothing was hashed. */
  readonly hashed: {
    readonly attribute: string;
    readonly code: string;
    readonly bucket: number | null;
  } | null;
}

/** Whether what a decision assigns will be kept, and so counts as an exposure. */
export function isKept(walk: Walk): boolean {
  return walk.subject.facts.get('kept') !== false;
}

/** An assignment of a visitor to an arm. */
export function assign(
  flagKey: string,
  choice: Pick<Choice, 'experiment' | 'variation' | 'hashed'>,
): Assignment {
  const hashed = choice.hashed;
  return {
    flagKey,
    experiment: choice.experiment,
    variation: choice.variation,
    inExperiment: true,
    hashUsed: hashed !== null,
    hashAttribute: hashed === null ? '' : hashed.attribute,
    hashValue: hashed === null ? '' : hashed.code,
    bucket: hashed === null ? null : hashed.bucket,
    sticky: false,
    details: null,
  };
}

/** Makes the decisions of one flag. */
export class FlagDecisions {
  constructor(
    readonly key: string,
    /** What is served when no rule answers; null when the flag names nothing. */
    private readonly defaultKey: string | null,
    private readonly variations: ReadonlyMap<string, ServedVariation>,
  ) {}

  /** What the flag serves under a variation key; undefined if it has no such variation. */
  served(key: string): ServedVariation | undefined {
    return this.variations.get(key);
  }

  /** A variation of a rule. It is an exposure unless it is only simulated. */
  assigned(walk: Walk, choice: Choice, counts: boolean): Decision {
    const assignment = assign(this.key, choice);
    if (counts && isKept(walk)) walk.expose(assignment);
    return this.decision(walk, {
      value: choice.variation.value as string | null,
      served: choice.served,
      reason: choice.reason,
      cause: choice.cause,
      source: choice.source,
      ruleId: choice.ruleId,
      assignment,
    });
  }

  /** The default variation. */
  fallback(walk: Walk, cause: Cause, source = 'DEFAULT', reason: Reason = 'DEFAULT', ruleId = ''): Decision {
    const served = this.defaultKey === null ? undefined : this.variations.get(this.defaultKey);
    return this.decision(walk, {
      value: this.defaultKey,
      served,
      reason,
      cause,
      source,
      ruleId,
      assignment: null,
    });
  }

  /** No variation at all, and that is as configured: the vendor's SDK throws FeatureFlagEnvironmentDisabled. */
  closed(walk: Walk, cause: 'disabled' | 'consent-refused', ruleId = ''): Decision {
    return this.nothing(walk, 'DISABLED', cause, 'FeatureFlagEnvironmentDisabled', ruleId, null, null);
  }

  /** No variation because something is wrong. */
  failed(walk: Walk, failure: Failure, cause: Cause, errorCode: ErrorCode, ruleId = ''): Decision {
    return this.nothing(walk, 'ERROR', cause, failure.type, ruleId, errorCode, failure.message);
  }

  private nothing(
    walk: Walk,
    reason: Reason,
    cause: Cause,
    source: string,
    ruleId: string,
    errorCode: ErrorCode | null,
    errorMessage: string | null,
  ): Decision {
    const empty = { value: null, served: undefined, reason, cause, source, ruleId, assignment: null };
    return { ...this.decision(walk, empty), on: false, errorCode, errorMessage };
  }

  private decision(
    walk: Walk,
    answer: Pick<Decision, 'reason' | 'cause' | 'source' | 'ruleId' | 'assignment'> & {
      readonly value: string | null;
      readonly served: ServedVariation | undefined;
    },
  ): Decision {
    return {
      key: this.key,
      value: answer.value,
      on: answer.value !== OFF,
      variables: answer.served === undefined ? NO_VARIABLES : answer.served.values,
      reason: answer.reason,
      cause: answer.cause,
      source: answer.source,
      ruleId: answer.ruleId,
      assignment: answer.assignment,
      exposures: walk.exposures,
      prerequisites: walk.prerequisites,
      writes: walk.writes,
      errorCode: null,
      errorMessage: null,
      messages: NONE,
    };
  }
}
