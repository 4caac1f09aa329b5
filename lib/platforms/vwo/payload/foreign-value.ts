import { isObject, own } from '../../../platform-kit/foreign-json.js';

/** The first of several own properties that is not falsy; the last one as it is. */
export function ownAny(value: unknown, ...names: readonly string[]): unknown {
  let found: unknown;
  for (const name of names) {
    found = own(value, name);
    if (found) return found;
  }
  return found;
}

/** Objects that are not lists, dates or other built-ins. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/**
 * The text that a value is compared by.
 *
 * @returns undefined when the value cannot be made text (its `toString` is missing or throws)
 */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!isObject(value)) return String(value);
  try {
    return String((value as { toString(): unknown }).toString());
  } catch {
    return undefined;
  }
}
