/** Freezes JSON data, however deep, so that one visitor's handler cannot change what others are served. Iterative. */
export function deepFreeze<T>(data: T): T {
  const open: unknown[] = [data];
  while (open.length !== 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    Object.freeze(next);
    for (const inner of Object.values(next)) open.push(inner);
  }
  return data;
}
