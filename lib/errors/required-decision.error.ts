import { ExperimentationError } from './experimentation.error.js';

/**
 * What `experiments.require(key)` throws when it cannot give a variation: one of {@link NotTargetedError},
 * {@link NotActivatedError} and {@link ConfigurationNotFoundError}.
 */
export abstract class RequiredDecisionError extends ExperimentationError {
  constructor(
    /** The key that was asked for. */
    readonly key: string,
    /** The engine's precise cause, such as `traffic-excluded`. */
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

/** The visitor is none of those the experiment is meant for. */
export class NotTargetedError extends RequiredDecisionError {
  /** Tells this error from others where `instanceof` cannot. */
  readonly code = 'NOT_TARGETED';

  constructor(key: string, reason: string) {
    super(
      key,
      reason,
      `The visitor is not targeted by "${key}" (${reason}). experiments.explain("${key}") shows which condition failed; ` +
        'variation(), isOn() and value() answer a fallback instead of throwing.',
    );
  }
}

/** The visitor is one of those the experiment is meant for, but is kept out of it: by traffic allocation, a holdout, an exclusive group. */
export class NotActivatedError extends RequiredDecisionError {
  /** Tells this error from others where `instanceof` cannot. */
  readonly code = 'NOT_ACTIVATED';

  constructor(key: string, reason: string) {
    super(
      key,
      reason,
      `The visitor is kept out of "${key}" (${reason}). experiments.explain("${key}") shows where; ` +
        'variation(), isOn() and value() answer a fallback instead of throwing.',
    );
  }
}

/** The configuration has nothing usable under this key. */
export class ConfigurationNotFoundError extends RequiredDecisionError {
  /** Tells this error from others where `instanceof` cannot. */
  readonly code = 'CONFIGURATION_NOT_FOUND';

  constructor(key: string, reason: string, detail: string | null) {
    super(
      key,
      reason,
      detail ??
        `The configuration has nothing usable under "${key}" (${reason}). Check the spelling, that it is published to this environment, ` +
          'and the warnings that the module logged when the configuration was installed.',
    );
  }
}
