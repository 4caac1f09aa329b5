/** A rule or experiment in the format's own shape. Payloads are not to be trusted, so members are unknown until looked at. */
export type Definition = Readonly<Record<string, unknown>>;

/**
 * JavaScript's own conversions, which GrowthBook's conditions are defined by, made safe: a value that refuses to be
 * converted (no prototype, a throwing `toString`, a symbol) gives undefined instead of an exception.
 */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  try {
    // `+ ''` and `String()` differ for objects with a valueOf: the format is defined by the former.
    return (value as string) + '';
  } catch {
    return undefined;
  }
}

/** The value as a number (`* 1`); undefined when it refuses. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  try {
    return (value as number) * 1;
  } catch {
    return undefined;
  }
}

/** JSON text of a value; undefined when it has none (cyclic, too deep, undefined). */
export function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** A value as a key, the way property access would see it; what refuses conversion is a key that nothing has. */
export function keyOf(value: unknown): string {
  return textOf(value) ?? '';
}

/** `String(value)`, safely: unlike {@link textOf} it asks `toString` first. */
export function stringOf(value: unknown): string | undefined {
  try {
    return String(value);
  } catch {
    return undefined;
  }
}
