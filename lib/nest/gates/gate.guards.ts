import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { GateCheck } from './gate-check.js';
import type { Gate } from './gate.js';
import { gatesOf } from './gate-metadata.js';

/** Turns away those whom a gate does not admit, before pipes and interceptors run. */
abstract class GateGuard implements CanActivate {
  readonly #check: GateCheck;

  constructor(modules: ModulesContainer) {
    this.#check = new GateCheck(modules);
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const closed = this.#check.firstClosed(gatesOf(this.target(context), 'error'), context);
    if (closed === undefined) return true;
    return closed instanceof Promise ? closed.then((gate) => answer(gate, context)) : answer(closed, context);
  }

  /** What the gates stand at. */
  protected abstract target(context: ExecutionContext): object;
}

/** Asks the gates of controllers and gateways. */
@Injectable()
export class ClassGateGuard extends GateGuard {
  constructor(@Inject(ModulesContainer) modules: ModulesContainer) {
    super(modules);
  }

  protected target(context: ExecutionContext): object {
    return context.getClass();
  }
}

/** Asks the gates of handlers. */
@Injectable()
export class MethodGateGuard extends GateGuard {
  constructor(@Inject(ModulesContainer) modules: ModulesContainer) {
    super(modules);
  }

  protected target(context: ExecutionContext): object {
    return context.getHandler();
  }
}

/** False makes Nest answer as the transport does for what is forbidden. */
function answer(closed: Gate | undefined, context: ExecutionContext): boolean {
  if (closed === undefined) return true;
  const error = closed.denial.create(context);
  if (error instanceof Error) throw error;
  return false;
}
