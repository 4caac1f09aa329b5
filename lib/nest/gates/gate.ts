import type { ExecutionContext } from '@nestjs/common';
import type { GateExposure, UndecidedGate } from '../../options/runtime-options.js';
import type { InstanceChoice } from '../service/instance-choice.js';
import type { Decision } from '../../engine/decision.js';

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
  /**
   * What happens where nothing can be decided: no configuration yet, an unknown key, a malformed flag, a missing unit, a failure,
   * denied consent. `'closed'` refuses as the gate refuses others, `'open'` lets pass, whatever `negate` says; `'error'` answers 503.
   *
   * @defaultValue the option `gates.undecided` of the module: `'closed'`
   */
  readonly undecided?: UndecidedGate | undefined;
}

/** A condition that a visitor must meet to reach a handler. */
export interface Gate {
  /** Name of the decorator that made it. */
  readonly decorator: string;
  readonly key: string;
  readonly instance: string;
  /** Whether a decision about the key meets it. */
  readonly admits: (decision: Decision) => boolean;
  readonly negate: boolean;
  /** Undefined: as the module has it. */
  readonly expose: GateExposure | undefined;
  /** Undefined: as the module has it. */
  readonly undecided: UndecidedGate | undefined;
  /** What those get who are turned away. */
  readonly denial:
    | { readonly kind: 'error'; readonly create: (context: ExecutionContext) => Error | null }
    | { readonly kind: 'fallback'; readonly create: (context: ExecutionContext) => unknown };
}
