/** The type that a fallback stands for: `20` stands for any number. */
export type Widened<T> = [T] extends [null | undefined]
  ? unknown
  : T extends string
    ? string
    : T extends number
      ? number
      : T extends boolean
        ? boolean
        : T;

/** JSON's types. What is none of them (a function, a symbol ...) is `none`. */
export type JsonType = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object' | 'none';

export function jsonTypeOf(value: unknown): JsonType {
  switch (typeof value) {
    case 'boolean':
    case 'number':
    case 'string':
      return typeof value as JsonType;
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? 'array' : 'object';
    case 'undefined':
      return 'null';
    default:
      return 'none';
  }
}

/** Whether a value may stand where this fallback stands. A fallback of null takes everything. */
export function fitsFallback(value: unknown, fallback: unknown): boolean {
  const expected = jsonTypeOf(fallback);
  return expected === 'null' || expected === jsonTypeOf(value);
}
