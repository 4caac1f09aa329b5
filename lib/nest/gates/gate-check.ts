import type { ExecutionContext } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { NoVisitorError } from '../../errors/no-visitor.error.js';
import { RegistrationError } from '../../errors/registration.error.js';
import type { DecideMode } from '../../runtime/scope/decide-mode.js';
import { decideModeOf, NO_URL } from '../../runtime/scope/decide-mode.js';
import { markActed } from '../../runtime/scope/mark-acted.js';
import type { VisitorScope } from '../../runtime/scope/visitor-scope.js';
import { scopesIn } from '../scopes/all-scopes.js';
import type { ContextScopes } from '../scopes/context-scopes.js';
import { prepareScope, scopeIn } from '../origin/scope-carrier.js';
import type { Gate } from './gate.js';
import { isUndecided, passesUndecided } from './undecided.js';

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
    const scope = scopeIn(context, gate.instance);
    if (scope !== undefined) return ask(gate, scope, context);
    const found = this.#scopesOf(gate.instance).find(context);
    if (found instanceof Promise) return found.then((later) => ask(gate, later, context));
    return ask(gate, found, context);
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

function ask(
  gate: Gate,
  scope: VisitorScope | undefined,
  context: ExecutionContext,
): boolean | Promise<boolean> {
  if (scope === undefined) {
    throw new NoVisitorError(gate.instance, `for ${context.getClass().name}.${context.getHandler().name}`);
  }
  const waiting = prepareScope(scope, context);
  return waiting === undefined
    ? passes(gate, scope, context)
    : waiting.then(() => passes(gate, scope, context));
}

/** Whether the visitor may pass; counts them as the gate says. */
function passes(gate: Gate, scope: VisitorScope, context: ExecutionContext): boolean {
  if (scope.acted === null) markActed(scope, gate.key);
  const rule = gate.expose ?? scope.host.gates.exposure;
  const mode = modeOf(scope);
  const decision = scope.decide(gate.key, rule === 'always', mode);
  if (isUndecided(decision)) return passesUndecided(gate, scope, decision, context);
  const pass = gate.admits(decision) !== gate.negate;
  if (pass && rule === 'pass') scope.decide(gate.key, true, mode);
  return pass;
}

/** What visitors write into URLs opens no gate, unless the platform is told that it may. */
function modeOf({ host: { platform } }: VisitorScope): DecideMode | undefined {
  return platform.gatesIgnoreUrl === true ? decideModeOf({}, platform.decideDefaults) | NO_URL : undefined;
}
