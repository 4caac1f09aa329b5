import type { Decision } from '../../../engine/decision.js';
import { ExperimentationError } from '../../../errors/experimentation.error.js';

/** No experiment of that id in the configuration (targeted deliveries are none). */
export class ExperimentConfigurationNotFoundError extends ExperimentationError {
  /** For code that tells errors apart without instanceof. */
  readonly code = 'KAMELEOON_EXPERIMENT_NOT_FOUND';
}

/** No feature flag of that key or id in the configuration. */
export class FeatureConfigurationNotFoundError extends ExperimentationError {
  /** For code that tells errors apart without instanceof. */
  readonly code = 'KAMELEOON_FEATURE_NOT_FOUND';
}

/** No variation of that id or key in the configuration. */
export class VariationConfigurationNotFoundError extends ExperimentationError {
  /** For code that tells errors apart without instanceof. */
  readonly code = 'KAMELEOON_VARIATION_NOT_FOUND';
}

/** The flag's variation has no variable of that key. */
export class FeatureVariableNotFoundError extends ExperimentationError {
  /** For code that tells errors apart without instanceof. */
  readonly code = 'KAMELEOON_VARIABLE_NOT_FOUND';
}

/** An error about one visitor: the decision it comes from still has to be reported if it has exposures. */
abstract class VisitorDecisionError extends ExperimentationError {
  constructor(
    message: string,
    /** What was decided. */
    readonly decision: Decision,
  ) {
    super(message);
  }
}

/** The visitor is not in the segment of the experiment's rule. */
export class NotTargetedError extends VisitorDecisionError {
  /** For code that tells errors apart without instanceof. */
  readonly code = 'KAMELEOON_NOT_TARGETED';
}

/** The visitor is targeted but takes no part: outside the traffic, held out, given to another rule or flag, or without consent. */
export class NotActivatedError extends VisitorDecisionError {
  /** For code that tells errors apart without instanceof. */
  readonly code = 'KAMELEOON_NOT_ACTIVATED';
}

/** The visitor code is empty or longer than 255 UTF-16 units. */
export class VisitorCodeNotValidError extends VisitorDecisionError {
  /** For code that tells errors apart without instanceof. */
  readonly code = 'KAMELEOON_VISITOR_CODE_INVALID';
}

/** A rule, segment or variable of the configuration cannot be evaluated. `decision.source` has the vendor's own word for why. */
export class EvaluationFailedError extends VisitorDecisionError {
  /** For code that tells errors apart without instanceof. */
  readonly code = 'KAMELEOON_EVALUATION_FAILED';
}
