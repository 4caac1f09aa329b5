import { ExperimentationError } from './experimentation.error.js';

/** A unit of a visitor was set to another value than it has. Whoever is somebody else needs a scope of their own. */
export class UnitConflictError extends ExperimentationError {
  /** Tells this error from others where `instanceof` cannot. */
  readonly code = 'UNIT_CONFLICT';

  constructor(
    /** Name of the unit: `user`, `account` ... */
    readonly unit: string,
  ) {
    super(
      `The unit "${unit}" of this visitor is already set to another value. A unit stays the same as long as the visitor is in scope, ` +
        'since decisions were made for it: decide for somebody else with experiments.forVisitor({ visitorCode, units }) or runAs(...).',
    );
  }
}
