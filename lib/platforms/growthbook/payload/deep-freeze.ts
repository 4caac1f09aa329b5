/**
 * Freezes plain data in depth, so that a value that is handed to every visitor cannot be changed by one of them. Without
 * recursion: payloads may be nested arbitrarily.
 */
export function deepFreeze<T>(value: T): T {
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next !== 'object' || next === null || Object.isFrozen(next)) continue;
    Object.freeze(next);
    for (const member of Object.values(next)) pending.push(member);
  }
  return value;
}
