/**
 * Makes a Map whose entries survive `JSON.stringify`, which writes others as `{}`: for whatever is handed out and may become a
 * response, a log line or a health report.
 *
 * It is a plain Map with one hidden member, `toJSON`, rather than a class of its own, so that it equals other Maps for
 * assertions and `structuredClone`. It gives the entries as members of an object without prototype, so that `__proto__` is a name like
 * any other. Keys become text; of keys that become the same text, the last counts. Maps, Sets and bigints among the values
 * become objects, lists and digits.
 *
 * @param entries - as for `new Map`
 */
export function jsonMap<K, V>(entries?: Iterable<readonly [K, V]> | null): Map<K, V> {
  return Object.defineProperty(new Map(entries), 'toJSON', WRITES_ENTRIES);
}

const WRITES_ENTRIES: PropertyDescriptor = {
  value: function toJSON(this: ReadonlyMap<unknown, unknown>): unknown {
    return membersOf(this);
  },
  // Not enumerable: nobody who compares or lists members sees it.
  enumerable: false,
  configurable: true,
  writable: true,
};

function membersOf(map: ReadonlyMap<unknown, unknown>): Readonly<Record<string, unknown>> {
  const members = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of map) members[String(key)] = writable(value);
  return members;
}

function writable(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Map) return membersOf(value);
  return value instanceof Set ? [...value].map(writable) : value;
}
