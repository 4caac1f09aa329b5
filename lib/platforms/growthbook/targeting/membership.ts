import type { ValueTest } from './condition.js';

/**
 * Tests whether a value is in a list; a value that is a list itself, whether they have an element in common. Types are
 * strict: 1 is not "1".
 */
export function membership(
  list: readonly unknown[],
  fold: (value: unknown) => unknown = identity,
): ValueTest {
  const members = new Set(list.map(fold));
  return (value) => {
    if (!Array.isArray(value)) return members.has(fold(value));
    return value.some((element) => members.has(fold(element)));
  };
}

function identity(value: unknown): unknown {
  return value;
}
