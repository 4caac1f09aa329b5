import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { Observable } from 'rxjs';
import { from, isObservable, of } from 'rxjs';
import { isThenable } from '../runtime/thenable.js';
import { GateCheck } from './gate-check.js';
import type { Gate } from './gate.js';
import { gatesOf } from './gate-metadata.js';

type Outcome = Observable<unknown> | Promise<Observable<unknown>>;

/** Serves a gate's fallback to those whom it does not admit, before pipes run. */
abstract class GateInterceptor implements NestInterceptor {
  readonly #check: GateCheck;

  constructor(modules: ModulesContainer) {
    this.#check = new GateCheck(modules);
  }

  intercept(context: ExecutionContext, next: CallHandler): Outcome {
    const closed = this.#check.firstClosed(gatesOf(this.target(context), 'fallback'), context);
    if (closed instanceof Promise) return closed.then((gate) => serve(gate, context, next));
    return serve(closed, context, next);
  }

  /** What the gates stand at. */
  protected abstract target(context: ExecutionContext): object;
}

/** Asks the gates of controllers and gateways. */
@Injectable()
export class ClassGateInterceptor extends GateInterceptor {
  constructor(@Inject(ModulesContainer) modules: ModulesContainer) {
    super(modules);
  }

  protected target(context: ExecutionContext): object {
    return context.getClass();
  }
}

/** Asks the gates of handlers. */
@Injectable()
export class MethodGateInterceptor extends GateInterceptor {
  constructor(@Inject(ModulesContainer) modules: ModulesContainer) {
    super(modules);
  }

  protected target(context: ExecutionContext): object {
    return context.getHandler();
  }
}

function serve(closed: Gate | undefined, context: ExecutionContext, next: CallHandler): Observable<unknown> {
  if (closed === undefined) return next.handle();
  const fallback = closed.denial.create(context);
  if (isObservable(fallback)) return fallback;
  return isThenable(fallback) ? from(fallback) : of(fallback);
}
