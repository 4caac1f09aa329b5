import { compare, toNumber, toText } from './audience-coercion.js';
import { isPlainObject } from '../payload/plain-object.js';

/** `in` with a container that is only known at evaluation: list, text or plain object; null for anything else. */
export function contains(container: unknown, needle: unknown): boolean | null {
  if (Array.isArray(container)) return container.some((item) => compare(item, needle) === 0);
  if (typeof container === 'string') {
    const text = toText(needle);
    return text !== null && container.includes(text);
  }
  if (!isPlainObject(container)) return null;
  const name = toText(needle);
  return name !== null && Object.hasOwn(container, name);
}

/** `in` with a list that stands in the audience: the needle is converted once per type instead of once per item. */
export function compileMembership(items: readonly unknown[]): (needle: unknown) => boolean {
  const texts = new Set<unknown>(items.filter((item) => typeof item === 'string'));
  const numbers = new Set<unknown>(items.filter((item) => typeof item === 'number'));
  const others = items.filter((item) => typeof item !== 'string' && typeof item !== 'number');
  return (needle) =>
    (texts.size !== 0 && texts.has(toText(needle))) ||
    (numbers.size !== 0 && numbers.has(toNumber(needle))) ||
    others.some((item) => compare(item, needle) === 0);
}
