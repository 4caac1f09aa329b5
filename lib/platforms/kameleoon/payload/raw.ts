import type { JsonObject } from '../../../platform-kit/foreign-json.js';
import { own } from '../../../platform-kit/foreign-json.js';

/** Whether members of a foreign value can be asked for, be there any or not: all but null and undefined. */
export function hasMembers(value: unknown): value is JsonObject {
  return value !== null && value !== undefined;
}

/** The value of a member that is present and not null. */
export function ownValue(record: JsonObject, name: string): unknown {
  return own(record, name) ?? undefined;
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
