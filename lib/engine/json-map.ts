/**
 * A Map whose entries survive `JSON.stringify`, which writes a plain Map as `{}`: for whatever is handed out and may become a
 * response, a log line or a health report. For code that reads it, it is a Map like any other.
 */
export class JsonMap<K, V> extends Map<K, V> {
  /**
   * The entries as members of an object without prototype, so that `__proto__` is a name like any other. Keys become text;
   * of keys that become the same text, the last counts. Maps, Sets and bigints among the values become objects, lists and digits.
   */
  toJSON(): Readonly<Record<string, unknown>> {
    return membersOf(this);
  }
}

function membersOf(map: ReadonlyMap<unknown, unknown>): Readonly<Record<string, unknown>> {
  const members = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of map) members[String(key)] = writable(value);
  return members;
}

function writable(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof JsonMap) return value;
  if (value instanceof Map) return membersOf(value);
  return value instanceof Set ? [...value].map(writable) : value;
}
