import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { tap } from 'rxjs';
import { textOf } from '../../runtime/shared/log-once.js';
import type { VisitorScope } from '../../runtime/scope/visitor-scope.js';
import { scopeOfContext } from './scope-of-context.js';
import type { TrackGoalOptions } from './track-goal.options.js';

/** Reports a goal when a handler has succeeded. What goes wrong with that is logged, and never harms the response. */
export class GoalInterceptor implements NestInterceptor {
  constructor(
    private readonly goal: string,
    private readonly options: TrackGoalOptions,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const scope = scopeOfContext(context, this.options);
    let result: unknown;
    return next.handle().pipe(
      tap({
        next: (value) => (result = value),
        complete: () => this.#report(scope, result, context),
      }),
    );
  }

  #report(scope: VisitorScope, result: unknown, context: ExecutionContext): void {
    const { revenue, properties, when } = this.options;
    try {
      if (when !== undefined && !when(result, context)) return;
      const amount = typeof revenue === 'function' ? revenue(result, context) : revenue;
      const details = typeof properties === 'function' ? properties(result, context) : properties;
      scope.track(this.goal, this.#checked(scope, amount), { ...details });
    } catch (error) {
      this.#complain(scope, 'failed', textOf(error));
    }
  }

  #checked(scope: VisitorScope, amount: unknown): number | undefined {
    if (amount === undefined || Number.isFinite(amount)) return amount as number | undefined;
    this.#complain(
      scope,
      'revenue',
      `revenue is ${typeof amount === 'number' ? amount : `a value of type ${typeof amount}`}, not a finite number; it is reported without`,
    );
    return undefined;
  }

  #complain({ host }: VisitorScope, topic: string, what: string): void {
    host.notices.once(`goal:${this.goal}:${topic}`, () => `@TrackGoal('${this.goal}'): ${what}.`);
  }
}
