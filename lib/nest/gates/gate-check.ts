import type { ExecutionContext } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { NoVisitorError } from '../../errors/no-visitor.error.js';
import { RegistrationError } from '../../errors/registration.error.js';
import type { VisitorScope } from '../../runtime/scope/visitor-scope.js';
import { scopesIn } from '../scopes/all-scopes.js';
import type { ContextScopes } from '../scopes/context-scopes.js';
import { prepareScope } from '../origin/scope-preparation.js';
import type { Gate } from './gate.js';
import { passes } from './gate.js';

/** Asks gates, whatever module instances they belong to. */
export class GateCheck {
  readonly #scopes = new Map<string, ContextScopes>();

  constructor(private readonly modules: ModulesContainer) {}

  /** The first gate that turns the visitor away; undefined when all let them pass. Synchronous unless something has to be waited for. */
  firstClosed(
    gates: readonly Gate[],
    context: ExecutionContext,
    from = 0,
  ): Gate | undefined | Promise<Gate | undefined> {
    for (let i = from; i < gates.length; i++) {
      const gate = gates[i] as Gate;
      const open = this.#isOpen(gate, context);
      if (open === true) continue;
      if (open === false) return gate;
      return open.then((later) => (later ? this.firstClosed(gates, context, i + 1) : gate));
    }
    return undefined;
  }

  #isOpen(gate: Gate, context: ExecutionContext): boolean | Promise<boolean> {
    const scopes = this.#scopesOf(gate.instance);
    const found = scopes.find(context);
    if (found instanceof Promise) return found.then((scope) => this.#ask(gate, scope, context, scopes));
    return this.#ask(gate, found, context, scopes);
  }

  #ask(
    gate: Gate,
    scope: VisitorScope | undefined,
    context: ExecutionContext,
    scopes: ContextScopes,
  ): boolean | Promise<boolean> {
    if (scope === undefined) {
      throw new NoVisitorError(gate.instance, `for ${context.getClass().name}.${context.getHandler().name}`);
    }
    const waiting = prepareScope(scope, context);
    if (waiting === undefined) return passes(gate, scope, scopes.gates);
    return waiting.then(() => passes(gate, scope, scopes.gates));
  }

  #scopesOf(instance: string): ContextScopes {
    let scopes = this.#scopes.get(instance);
    if (scopes === undefined) this.#scopes.set(instance, (scopes = this.#lookUp(instance)));
    return scopes;
  }

  #lookUp(instance: string): ContextScopes {
    const scopes = scopesIn(this.modules).find(({ name }) => name === instance);
    if (scopes !== undefined) return scopes;
    throw new RegistrationError(
      `A gate asks the experimentation instance "${instance}", which this application does not have. ` +
        'Import ExperimentationModule.forRoot(...) into the root module, with this name if it is a named one.',
    );
  }
}
