import type { ProgramWarning } from '../../../engine/program.js';
import type { Json } from './payload.js';

/** Collects what could not be used. */
export type Warn = (path: string, message: string) => void;

/** A collector that files everything under the payload as a whole, as ignored parts. */
export function warningsTo(list: ProgramWarning[]): Warn {
  return (path, message) => list.push({ flagKey: null, path, message, quarantined: false });
}

/** Whether a value is an object with members; a list is one, though nothing that is asked for is in it. */
export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}

const NO_MEMBERS: Json = Object.freeze({});

/** An entry of a list: null (and undefined) is none, anything that is no object has no members. */
export function entryOf(value: unknown): Json | null {
  if (value === null || value === undefined) return null;
  return isJson(value) ? value : NO_MEMBERS;
}

/** An own member; undefined when there is none. */
export function member(object: Json, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
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
  const id = member(raw, 'id');
  if (id === undefined || id === null) return null;
  return typeof id === 'number' ? id : text(id);
}

/** A limit, compared loosely: numeric text counts, null is 0, a list counts as its text, anything else is below nothing. */
export function limit(value: unknown): number {
  return Number(typeof value === 'object' && value !== null ? text(value) : value);
}

/** What a list should be, in the words of a warning. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `${typeof value === 'object' ? 'an object' : typeof value}`;
}

/** An object of a list, and where it stands. */
export interface Listed {
  readonly raw: Json;
  readonly path: string;
}

/** A list of objects: a missing one is empty, another type is ignored, entries that are no objects are left out. */
export function objectList(owner: Json, name: string, at: string, warn: Warn): readonly Listed[] {
  const value = member(owner, name);
  const path = at === '' ? name : `${at}.${name}`;
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    warn(path, `Expected a list, got ${describe(value)}. It is ignored.`);
    return [];
  }
  const objects: Listed[] = [];
  for (let i = 0; i < value.length; i++) {
    const raw: unknown = value[i];
    if (isJson(raw)) objects.push({ raw, path: `${path}[${i}]` });
    else warn(`${path}[${i}]`, `Expected an object, got ${describe(raw)}. The entry is ignored.`);
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

/** Freezes plain JSON data all the way down, without recursion: it is shared between visitors. */
export function deepFreeze<T>(value: T): T {
  const open: unknown[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null || Object.isFrozen(next)) continue;
    Object.freeze(next);
    for (const inner of Object.values(next))
      if (inner !== null && typeof inner === 'object') open.push(inner);
  }
  return value;
}
