import { jsonMap } from '../../../engine/json-map.js';
import { own } from '../../../platform-kit/foreign-json.js';

/** A variable as VWO's SDK lists it. */
export interface ServedVariable {
  readonly id: unknown;
  readonly type: unknown;
  readonly key: unknown;
  readonly value: unknown;
}

/** What a variation serves: the list in payload order, and by key. */
export interface ServedVariables {
  readonly list: readonly ServedVariable[];
  /** The first of a key wins. */
  readonly byKey: ReadonlyMap<string, unknown>;
  /** All of it in one value: true for none, the value of the only one, else all by key. */
  readonly summary: unknown;
}

/** Reads a variation's variables. Short names win over long ones unless they are null. */
export function compileVariables(variables: unknown): ServedVariables {
  const list: ServedVariable[] = [];
  const byKey = jsonMap<string, unknown>();
  for (const variable of Array.isArray(variables) ? (variables as readonly unknown[]) : []) {
    const key = own(variable, 'k') ?? own(variable, 'key');
    const value = own(variable, 'val') ?? own(variable, 'value');
    list.push(
      Object.freeze({
        id: own(variable, 'i') ?? own(variable, 'id'),
        type: own(variable, 'type'),
        key,
        value,
      }),
    );
    if (typeof key === 'string' && !byKey.has(key)) byKey.set(key, value);
  }
  return { list: Object.freeze(list), byKey, summary: summaryOf(byKey) };
}

function summaryOf(byKey: ReadonlyMap<string, unknown>): unknown {
  if (byKey.size === 0) return true;
  if (byKey.size > 1) return Object.freeze(Object.fromEntries(byKey));
  const [only] = byKey.values();
  return only ?? null;
}
