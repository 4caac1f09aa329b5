import type { ModulesContainer } from '@nestjs/core';
import type { ContextScopes } from './context-scopes.js';

/** The token of a module instance's {@link ContextScopes}, the same in each of their modules. Not exported to applications. */
export const CONTEXT_SCOPES = Symbol('experimentation:scopes');

/** Those of all module instances of the application. */
export function scopesIn(modules: ModulesContainer): readonly ContextScopes[] {
  return [...modules.values()].flatMap(({ providers }) => {
    const instance = providers.get(CONTEXT_SCOPES)?.instance as ContextScopes | undefined;
    return instance === undefined || instance === null ? [] : [instance];
  });
}
