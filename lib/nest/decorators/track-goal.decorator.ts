import { UseInterceptors } from '@nestjs/common';
import { checkedKey } from './checked-key.js';
import { GoalInterceptor } from './goal.interceptor.js';
import type { TrackGoalOptions } from './track-goal.options.js';

/**
 * Reports that the visitor has reached a goal, when the handler has succeeded: not when it, or anything before it, throws. A
 * stream succeeds when it completes; its last value is the result.
 *
 * @param goal - its key
 * @example
 * ```ts
 * @Post('checkout')
 * @TrackGoal('purchase', { revenue: (order: Order) => order.total })
 * checkout(): Order {}
 * ```
 */
export function TrackGoal<Result = unknown>(
  goal: string,
  options: TrackGoalOptions<Result> = {},
): MethodDecorator {
  return UseInterceptors(new GoalInterceptor(checkedKey('TrackGoal', goal), options as TrackGoalOptions));
}
