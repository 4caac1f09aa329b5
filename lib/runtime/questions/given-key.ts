import { jsonTypeOf } from '../shared/json-type.js';

/** A key that a caller gives. Throws a `TypeError` where it cannot be one. */
export function checked(key: string): string {
  if (typeof key !== 'string' || key === '') {
    throw new TypeError(
      `Expected a key: a text that is not empty, received ${key === '' ? "''" : jsonTypeOf(key)}.`,
    );
  }
  return key;
}

/** The key of an experiment that is defined in code; `''` if it has none. */
export function keyOf(experiment: object): string {
  return Object.hasOwn(experiment, 'key') ? String((experiment as { key: unknown }).key) : '';
}
