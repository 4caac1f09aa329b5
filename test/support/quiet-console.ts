import { afterEach, beforeEach } from 'vitest';

/** Silences `console.error` in the tests of a block. Unlike a mock it does not keep the calls, of which an SDK may make millions. */
export function quietConsole(): void {
  const original = console.error;
  beforeEach(() => {
    console.error = () => undefined;
  });
  afterEach(() => {
    console.error = original;
  });
}
