import { deepEqual } from './deep-equality.js';

/** Truth in an audience: `''`, `'0'`, `'false'`, 0, null and undefined are false; NaN, `[]` and `{}` are true. */
export function toBoolean(value: unknown): boolean {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'number':
      return value !== 0;
    case 'string':
      return value !== 'false' && value !== '0' && value !== '';
    default:
      return value !== null && value !== undefined;
  }
}

/** A number for comparing: text by its leading number (`'18abc'` is 18); null where there is none. */
export function toNumber(value: unknown): number | null {
  switch (typeof value) {
    case 'number':
      return value;
    case 'boolean':
      return value ? 1 : 0;
    case 'string': {
      const number = parseFloat(value);
      return Number.isFinite(number) ? number : null;
    }
    default:
      return null;
  }
}

/** Text for comparing: numbers with up to 15 decimals, so that 8.2 is `'8.199999999999999'`; null for objects. */
export function toText(value: unknown): string | null {
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      return Number.isSafeInteger(value) ? String(value) : trimZeros(value.toFixed(15));
    default:
      return null;
  }
}

/** Also shortens exponents (`'1e+30'` to `'1e+3'`), as the vendor does. */
function trimZeros(text: string): string {
  let end = text.length;
  while (text.charCodeAt(end - 1) === 0x30) end--;
  if (text.charCodeAt(end - 1) === 0x2e) end--;
  return text.slice(0, end);
}

/**
 * Compares by the left operand's type: -1, 0, 1; null when the right one does not convert, or when two objects differ.
 * Neither operand is null. NaN on the left is below everything.
 */
export function compare(left: unknown, right: unknown): number | null {
  switch (typeof left) {
    case 'number':
      return order(left, toNumber(right));
    case 'string':
      return order(left, toText(right));
    case 'boolean':
      return order(left, toBoolean(right));
    default:
      return deepEqual(left, right) ? 0 : null;
  }
}

function order<T extends number | string | boolean>(left: T, right: T | null): number | null {
  if (right === null) return null;
  if (left === right) return 0;
  return left > right ? 1 : -1;
}
