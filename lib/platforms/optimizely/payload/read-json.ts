import type { ProgramWarning } from '../../../engine/program.js';
import { describeValue } from '../../../platform-kit/describe-value.js';
import { isObject, own } from '../../../platform-kit/foreign-json.js';
import type { Json } from './payload.js';

/** Collects what could not be used. */
export type Warn = (path: string, message: string) => void;

/** A collector that files everything under the payload as a whole, as ignored parts. */
export function warningsTo(list: ProgramWarning[]): Warn {
  return (path, message) => list.push({ flagKey: null, path, message, quarantined: false });
}

const NO_MEMBERS: Json = Object.freeze({});

/** An entry of a list: null (and undefined) is none, anything that is no object has no members. */
export function entryOf(value: unknown): Json | null {
  if (value === null || value === undefined) return null;
  return isObject(value) ? value : NO_MEMBERS;
}

/** A key or an id as text, the way a JavaScript object would take it. */
export function text(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return String(value);
  } catch {
    // Lists within lists within lists: no name for anything.
    return '[object Array]';
  }
}

/** A key or an id as events show it: `''` when there is none. */
export function shown(value: unknown): string {
  return value === undefined || value === null ? '' : text(value);
}

/** The `id` of an object in the engine's words. */
export function engineId(raw: Json): string | number | null {
  const id = own(raw, 'id');
  if (id === undefined || id === null) return null;
  return typeof id === 'number' ? id : text(id);
}

/** A limit, compared loosely: numeric text counts, null is 0, a list counts as its text, anything else is below nothing. */
export function limit(value: unknown): number {
  return Number(typeof value === 'object' && value !== null ? text(value) : value);
}

/** An object of a list, and where it stands. */
export interface Listed {
  readonly raw: Json;
  readonly path: string;
}

/** A list of objects: a missing one is empty, another type is ignored, entries that are no objects are left out. */
export function objectList(owner: Json, name: string, at: string, warn: Warn): readonly Listed[] {
  const value = own(owner, name);
  const path = at === '' ? name : `${at}.${name}`;
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    warn(path, `Expected a list, got ${describeValue(value)}. It is ignored.`);
    return [];
  }
  const objects: Listed[] = [];
  for (let i = 0; i < value.length; i++) {
    const raw: unknown = value[i];
    if (isObject(raw)) objects.push({ raw, path: `${path}[${i}]` });
    else warn(`${path}[${i}]`, `Expected an object, got ${describeValue(raw)}. The entry is ignored.`);
  }
  return objects;
}

/** Names in the order in which a JavaScript object lists them: small integers ascending, then the others as they came. */
export function objectOrder(names: Iterable<string>): string[] {
  const integers: number[] = [];
  const others: string[] = [];
  for (const name of names) {
    const number = Number(name);
    if (Number.isInteger(number) && number >= 0 && number < 2 ** 32 - 1 && String(number) === name)
      integers.push(number);
    else others.push(name);
  }
  return [...integers.sort((a, b) => a - b).map(String), ...others];
}
