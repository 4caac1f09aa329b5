/** The largest payload a source accepts unless told otherwise, in bytes, unpacked. */
export const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;

/** Checks a limit given by an application. Throws `TypeError`. */
export function positiveInteger(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new TypeError(`Expected ${name} to be a whole number above 0, got ${String(value)}.`);
}
