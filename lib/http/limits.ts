/** The largest payload a source accepts unless told otherwise, in bytes, unpacked. */
export const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;

/** Checks a limit given by an application. Throws `TypeError`. */
export function positiveInteger(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new TypeError(`Expected ${name} to be a whole number above 0, got ${String(value)}.`);
}

/** Node runs a timer with a longer delay at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** Checks a time in milliseconds, given by an application, that a timer will wait for. Throws `TypeError`. */
export function timerDelay(name: string, value: number): number {
  if (positiveInteger(name, value) <= LONGEST_DELAY_MS) return value;
  throw new TypeError(
    `Expected ${name} to be at most ${LONGEST_DELAY_MS} ms, the longest that timers wait, got ${value}.`,
  );
}
