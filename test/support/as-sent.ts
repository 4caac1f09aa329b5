/**
 * What a client must get of a value: everything that is in it. Written apart from what the library does: a Map is an object, a
 * Set a list, a bigint its digits.
 */
export function asSent(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Map) return objectOf([...value]);
  if (value instanceof Set) return [...value].map(asSent);
  if (Array.isArray(value)) return value.map(asSent);
  return objectOf(Object.entries(value));
}

function objectOf(entries: readonly (readonly [unknown, unknown])[]): object {
  const sent = {};
  for (const [name, value] of entries) {
    if (value === undefined || typeof value === 'function') continue;
    Object.defineProperty(sent, String(name), { value: asSent(value), enumerable: true });
  }
  return sent;
}
