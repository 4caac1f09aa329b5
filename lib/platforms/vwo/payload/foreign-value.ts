/** An own property of an object or array; undefined for anything else. Foreign objects are never read up their prototypes. */
export function own(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

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

/** Objects of any kind, lists included. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
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
