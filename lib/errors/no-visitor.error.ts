import { ExperimentationError } from './experimentation.error.js';

/** A decision was asked for where no visitor is known: outside of a request, or where no middleware has run. */
export class NoVisitorError extends ExperimentationError {
  /** Tells this error from others where `instanceof` cannot. */
  readonly code = 'NO_VISITOR';

  constructor(
    /** Name of the module instance that was asked. */
    readonly instance: string,
    /** What was going on, as a clause such as `in a message handler`. */
    where = 'here',
    /** Whether visitors follow their requests through asynchronous context. */
    asyncContext = true,
  ) {
    super(
      `No visitor is bound ${where}${instance === 'default' ? '' : ` (instance "${instance}")`}. ` +
        'In a job, a script or a test, wrap the work in experiments.runAs({ visitorCode }, work), or ask experiments.forVisitor({ visitorCode }). ' +
        'In a message handler or gateway, tell the module whose message it is with the option visitor.fromMessage. ' +
        (asyncContext
          ? ''
          : 'The option visitor.asyncContext is false: in an HTTP request, ask experiments.ofRequest(request), or set the option to true. ') +
        'In an HTTP request, check that the ExperimentationModule is imported by the application that serves it, ' +
        'and that the call is made while the request is handled, not while modules are set up.',
    );
  }
}
