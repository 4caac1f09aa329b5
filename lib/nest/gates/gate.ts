import type { ExecutionContext } from '@nestjs/common';
import type { GateExposure } from '../../options/runtime-options.js';
import type { InstanceChoice } from '../service/instance-choice.js';
import type { VisitorScope } from '../../runtime/scope/visitor-scope.js';

/** What happens to those whom a gate turns away, and whom it counts. */
export interface GateOptions extends InstanceChoice {
  /**
   * The HTTP status that they get, 400 to 599.
   *
   * @defaultValue 404, as if the route did not exist
   */
  readonly status?: number | undefined;
  /** Makes the error that they get, anew for each. */
  readonly exception?: ((key: string, context: ExecutionContext) => Error) | undefined;
  /** What they get instead of the handler's result: a value, or a function that makes it. It passes through interceptors as a result does. */
  readonly fallback?: unknown;
  /**
   * Whom the gate counts: everybody who is asked, those who pass, nobody.
   *
   * @defaultValue the option `exposures.gates` of the module: `'always'`
   */
  readonly expose?: GateExposure | undefined;
  /**
   * Lets pass those whom it would turn away, and the other way round.
   *
   * @defaultValue false
   */
  readonly negate?: boolean | undefined;
}

/** A condition that a visitor must meet to reach a handler. */
export interface Gate {
  readonly key: string;
  readonly instance: string;
  /** Whether the visitor meets it. `use`: the answer counts. */
  readonly admits: (scope: VisitorScope, use: boolean) => boolean;
  readonly negate: boolean;
  /** Undefined: as the module has it. */
  readonly expose: GateExposure | undefined;
  /** What those get who are turned away. */
  readonly denial:
    | { readonly kind: 'error'; readonly create: (context: ExecutionContext) => Error | null }
    | { readonly kind: 'fallback'; readonly create: (context: ExecutionContext) => unknown };
}
