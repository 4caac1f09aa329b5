/** An object of foreign JSON, as it came: own members only are read, nothing is changed. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value may have members: any object, lists included. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null;
}

/** Whether a value is an object with named members: no list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return isObject(value) && !Array.isArray(value);
}

/** An own member; undefined when there is none. Inherited names are never data. */
export function own(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The list under a name; undefined when there is something else or nothing. */
export function ownList(value: unknown, name: string): readonly unknown[] | undefined {
  const list = own(value, name);
  return Array.isArray(list) ? list : undefined;
}

/** Whether a value is a list of objects with named members. */
export function areJsonObjects(value: unknown): value is readonly JsonObject[] {
  return Array.isArray(value) && value.every(isJsonObject);
}
