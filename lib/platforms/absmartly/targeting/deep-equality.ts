import { MAX_DEPTH, UNDECIDED } from './audience-parts.js';
import { isPlainObject } from '../payload/plain-object.js';

/**
 * Whether two values are the same structure: lists by position, plain objects by their own keys in any order, NaN equal to
 * NaN, nothing converted. Other objects are equal only when identical. Cycles are equal when they close at the same places.
 *
 * @throws UNDECIDED when nested deeper than {@link MAX_DEPTH}
 */
export function deepEqual(a: unknown, b: unknown): boolean {
  return equal(a, b, [], []);
}

function equal(a: unknown, b: unknown, outerA: unknown[], outerB: unknown[]): boolean {
  if (a === b) return true;
  if (typeof a === 'number') return Number.isNaN(a) && Number.isNaN(b);
  const lists = Array.isArray(a) && Array.isArray(b);
  if (!lists && !(isPlainObject(a) && isPlainObject(b))) return false;
  const met = outerA.lastIndexOf(a);
  if (met !== -1) return outerB[met] === b;
  if (outerA.length >= MAX_DEPTH) throw UNDECIDED;
  outerA.push(a);
  outerB.push(b);
  const same = lists
    ? equalLists(a, b, outerA, outerB)
    : equalObjects(a as Record<string, unknown>, b as Record<string, unknown>, outerA, outerB);
  outerA.pop();
  outerB.pop();
  return same;
}

function equalLists(a: unknown[], b: unknown[], outerA: unknown[], outerB: unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (!equal(a[i], b[i], outerA, outerB)) return false;
  }
  return true;
}

function equalObjects(
  a: Record<string, unknown>,
  b: Record<string, unknown>,
  outerA: unknown[],
  outerB: unknown[],
): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) {
    if (!Object.hasOwn(b, key) || !equal(a[key], b[key], outerA, outerB)) return false;
  }
  return true;
}
