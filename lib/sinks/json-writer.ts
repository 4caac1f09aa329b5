/** Stands for a value that refers to something around it. */
const CIRCULAR = '"[circular]"';
/** Stands for a value whose getter or `toJSON` throws. */
const UNREADABLE = '"[unreadable]"';
/** Stands for a value inside too many others. */
const TOO_DEEP = '"[too deep]"';
const MAX_DEPTH = 64;

/**
 * Writes any value as JSON on one line, and never throws. What JSON has a form for comes out as `JSON.stringify` has it.
 * Beyond that: a Map is an object, a Set a list, a bigint its digits as text; what cannot be read is replaced by a text that
 * says so, and its neighbours stay.
 */
export function toJson(value: unknown): string {
  return writeSafely(value, '', []) ?? 'null';
}

function writeSafely(value: unknown, name: string, around: readonly object[]): string | undefined {
  try {
    return write(value, name, around, true);
  } catch {
    return UNREADABLE;
  }
}

/** Undefined for what JSON leaves out. */
function write(
  value: unknown,
  name: string,
  around: readonly object[],
  convert: boolean,
): string | undefined {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Number.isFinite(value) ? String(value) : 'null';
    case 'boolean':
      return String(value);
    case 'bigint':
      return `"${value}"`;
    case 'object':
      return value === null ? 'null' : writeObject(value, name, around, convert);
    default:
      return undefined;
  }
}

function writeObject(
  value: object,
  name: string,
  around: readonly object[],
  convert: boolean,
): string | undefined {
  if (around.includes(value)) return CIRCULAR;
  if (around.length >= MAX_DEPTH) return TOO_DEEP;
  const inside = [...around, value];
  const { toJSON } = value as { toJSON?: unknown };
  if (convert && typeof toJSON === 'function') return write(toJSON.call(value, name), name, inside, false);
  if (value instanceof Number || value instanceof String || value instanceof Boolean) {
    return write(value.valueOf(), name, around, false);
  }
  if (Array.isArray(value)) return writeList(value, inside);
  if (value instanceof Set) return writeList([...value], inside);
  if (value instanceof Map) {
    return writeMembers(
      [...value].map(([key, member]) => [nameOf(key), (): unknown => member]),
      inside,
    );
  }
  const read = (key: string) => (): unknown => (value as Record<string, unknown>)[key];
  return writeMembers(
    Object.keys(value).map((key) => [key, read(key)]),
    inside,
  );
}

function writeList(values: readonly unknown[], inside: readonly object[]): string {
  const texts: string[] = [];
  for (let i = 0; i < values.length; i++) texts.push(writeSafely(values[i], String(i), inside) ?? 'null');
  return `[${texts.join(',')}]`;
}

function writeMembers(
  members: readonly (readonly [name: string, read: () => unknown])[],
  inside: readonly object[],
): string {
  const texts: string[] = [];
  for (const [name, read] of members) {
    const text = readSafely(name, read, inside);
    if (text !== undefined) texts.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${texts.join(',')}}`;
}

function readSafely(name: string, read: () => unknown, inside: readonly object[]): string | undefined {
  let value: unknown;
  try {
    value = read();
  } catch {
    return UNREADABLE;
  }
  return writeSafely(value, name, inside);
}

function nameOf(key: unknown): string {
  try {
    return String(key);
  } catch {
    return '[unreadable]';
  }
}
