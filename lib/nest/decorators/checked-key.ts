/** A key that a decorator was given. Throws a `TypeError` when the class is defined, rather than when a request comes. */
export function checkedKey(decorator: string, key: unknown): string {
  if (typeof key === 'string' && key !== '') return key;
  throw new TypeError(
    `@${decorator} expects a key: a text that is not empty, received ${key === '' ? "''" : typeof key}.`,
  );
}
