/**
 * Freezes plain data all the way down, so that a value that is handed to every visitor cannot be changed by one of them. Without
 * recursion: payloads may be nested arbitrarily. What is frozen already is passed over, with all that is in it; so data that
 * contains itself comes to an end.
 *
 * @param data - fresh data of one's own, as `JSON.parse` or `structuredClone` makes it
 * @returns the same data
 */
export function deepFreeze<T>(data: T): T {
  const open: unknown[] = [data];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null || Object.isFrozen(next)) continue;
    Object.freeze(next);
    for (const inner of Object.values(next)) if (typeof inner === 'object') open.push(inner);
  }
  return data;
}
