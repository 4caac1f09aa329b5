import type { ExecutionContext } from '@nestjs/common';
import type { InstanceChoice } from '../service/instance-choice.js';

/** What a goal that a handler reaches carries. Functions get the handler's result. */
export interface TrackGoalOptions<Result = unknown> extends InstanceChoice {
  /** A finite amount, or a function of the result; undefined for none. */
  readonly revenue?: number | ((result: Result, context: ExecutionContext) => number | undefined) | undefined;
  /** JSON data, or a function of the result. */
  readonly properties?:
    | Readonly<Record<string, unknown>>
    | ((result: Result, context: ExecutionContext) => Readonly<Record<string, unknown>> | undefined)
    | undefined;
  /** Whether this result means that the goal is reached. @defaultValue always */
  readonly when?: ((result: Result, context: ExecutionContext) => boolean) | undefined;
}
