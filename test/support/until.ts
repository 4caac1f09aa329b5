import { setTimeout as pause } from 'node:timers/promises';

/** Waits until something holds; fails with what was waited for when it never does. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  patienceMs = 10_000,
): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`Waited ${patienceMs} ms in vain for: ${what}`);
    await pause(5);
  }
}
