/** An object of a payload or of visitor data, as it came. */
export type Raw = Readonly<Record<string, unknown>>;

/** Whether a foreign value is an object that has members (not null, not a list). */
export function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a foreign value is a list of objects. */
export function areObjects(value: unknown): value is readonly Raw[] {
  return Array.isArray(value) && value.every(isRaw);
}

/** Whether members of a foreign value can be asked for, be there any or not: all but null and undefined. */
export function hasMembers(value: unknown): value is Raw {
  return value !== null && value !== undefined;
}

/** An own member of a foreign object; inherited ones do not count. */
export function own(record: Raw, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** The list under a name; undefined when there is something else or nothing. */
export function ownList(record: Raw, name: string): readonly unknown[] | undefined {
  const value = own(record, name);
  return Array.isArray(value) ? value : undefined;
}

/** The value of a member that is present and not null. */
export function ownValue(record: Raw, name: string): unknown {
  return own(record, name) ?? undefined;
}

/** What came, for a message: the type, and the value where it is short. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const text = textOf(value);
  return `${typeof value} "${text.length > 40 ? `${text.slice(0, 40)}...` : text}"`;
}

/** JavaScript's number for a JSON value, as a comparison takes it; never throws, however deep the value nests. */
export function numberOf(value: unknown): number {
  return typeof value === 'object' && value !== null ? Number(textOf(value)) : Number(value);
}

/** JavaScript's text for a JSON value, as string concatenation gives it; never throws, however deep the value nests. */
export function textOf(value: unknown): string {
  try {
    // oxlint-disable-next-line typescript/no-base-to-string -- exactly that text is wanted
    return String(value);
  } catch {
    return '';
  }
}
