/** Whether a value is an object written out in the options, rather than an instance of something. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Whether a value has all of these methods, its own or inherited: an implementation of a port. */
export function hasMethods(value: unknown, ...names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function');
}

/** Whether a value has a name that can be shown. */
export function isNamed(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { name } = value as { readonly name?: unknown };
  return typeof name === 'string' && name !== '';
}

/** A value in a few words for an error message: never the text of a secret, never much of anything. */
export function describeValue(value: unknown, secret: boolean): string {
  switch (typeof value) {
    case 'string':
      if (secret) return `a text of ${value.length} characters`;
      return value.length > 60 ? `'${value.slice(0, 57)}...'` : `'${value}'`;
    case 'number':
    case 'boolean':
    case 'bigint':
    case 'undefined':
      return secret ? typeof value : String(value);
    case 'function':
      return value.name === '' ? 'a function' : `the function ${value.name}`;
    case 'object':
      return describeObject(value);
    default:
      return `a ${typeof value}`;
  }
}

function describeObject(value: object | null): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (!isPlainObject(value)) return `an instance of ${value.constructor?.name ?? 'something'}`;
  const keys = Object.keys(value);
  const shown = keys.slice(0, 4).join(', ');
  return keys.length === 0 ? 'an empty object' : `an object with ${shown}${keys.length > 4 ? ' ...' : ''}`;
}
