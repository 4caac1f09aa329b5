import { jsonMap } from '../../../engine/json-map.js';
import { NO_VARIABLES } from '../../../engine/decision.js';
import { deepFreeze } from '../../../platform-kit/deep-freeze.js';
import { own } from '../../../platform-kit/foreign-json.js';
import type { Json, VariableNode } from './payload.js';
import { Quarantine } from './quarantine.js';
import { text } from './read-json.js';

/** What a flag serves under a variation (or without one). */
export interface Served {
  /** The variables by key, in the flag's order. */
  readonly variables: ReadonlyMap<string, unknown>;
  /** The single value: see {@link singleValue}. */
  readonly value: unknown;
}

/** The flag's variables, with the texts of a variation in place of defaults where it has any; null values mean no text. */
export function compileServed(
  variables: readonly VariableNode[],
  texts: readonly Json[] | null,
  on: boolean,
): Served {
  if (variables.length === 0) return { variables: NO_VARIABLES, value: on };
  const typed = jsonMap<string, unknown>();
  for (const { id, key, type, defaultValue } of variables) {
    const given = textOf(texts, id);
    typed.set(key, cast(given === null ? defaultValue : given, type));
  }
  return { variables: typed, value: singleValue(typed) };
}

/** The last entry of a variable; null when there is none. */
function textOf(texts: readonly Json[] | null, id: string): unknown {
  const entry = texts?.findLast((one) => text(own(one, 'id')) === id);
  return entry === undefined ? null : own(entry, 'value');
}

/**
 * Optimizely's flags have a switch and variables, not one value. The value of a flag is: the switch when it has no variable,
 * the variable when it has one, else a frozen object of all of them.
 */
function singleValue(variables: ReadonlyMap<string, unknown>): unknown {
  if (variables.size === 1) return [...variables.values()][0];
  return Object.freeze(Object.fromEntries(variables));
}

/** Gives a variable's text its type. What does not fit is null: there is no falling back to the default. */
function cast(value: unknown, type: unknown): unknown {
  switch (type) {
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : null;
    case 'integer':
      return numberOrNull(Number.parseInt(text(value), 10));
    case 'double':
      return numberOrNull(Number.parseFloat(text(value)));
    case 'json':
      return parse(text(value));
    default:
      return typeof value === 'object' && value !== null ? copyOf(value) : value;
  }
}

function copyOf(value: object): unknown {
  try {
    return deepFreeze(structuredClone(value));
  } catch {
    // Copying is recursive: the stack was not deep enough.
    throw new Quarantine({ path: 'variables', message: 'Expected a value that is not nested this deeply.' });
  }
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function parse(json: string): unknown {
  try {
    return deepFreeze(JSON.parse(json) as unknown);
  } catch {
    return null;
  }
}
