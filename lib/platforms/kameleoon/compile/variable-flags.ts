import type { Flag } from '../../../engine/program.js';
import type { CompiledFlag } from './compile-flag.js';

/**
 * Variables by keys of their own, for `value(key, fallback)`: `flag.variable`, and the flag's key alone where its variations have
 * one and the same variable only. A flag of such a key is not hidden.
 */
export function compileVariableFlags(compiled: ReadonlyMap<string, CompiledFlag>): ReadonlyMap<string, Flag> {
  const variables = new Map<string, Flag>();
  for (const [flagKey, { flag, variations }] of compiled) {
    const names = new Set<string>();
    for (const { variables: served } of variations.values()) for (const { key } of served) names.add(key);
    for (const name of names) {
      const key = `${flagKey}.${name}`;
      if (!compiled.has(key)) variables.set(key, readerOf(key, flag, name));
    }
    const [only] = names;
    if (only !== undefined && names.size === 1) variables.set(flagKey, readerOf(flagKey, flag, only));
  }
  return variables;
}

/** Decides the flag, and answers with one of its variables. */
function readerOf(key: string, flag: Flag, variable: string): Flag {
  return {
    key,
    rules: [],
    otherwise: (walk) => {
      const decision = walk.run(flag);
      return { ...decision, value: decision.variables.get(variable) ?? null };
    },
  };
}
