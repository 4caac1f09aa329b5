import { describeValue } from '../../../platform-kit/describe-value.js';
import { isObject, own } from '../../../platform-kit/foreign-json.js';
import type { Fault } from './payload.js';

/** What a value must be. */
export type Shape =
  | { readonly is: 'text' | 'integer' }
  | { readonly is: 'list'; readonly of: Shape }
  | { readonly is: 'object'; readonly has: readonly Member[] };

/** A member that an object must have, or may leave out. */
export interface Member {
  readonly name: string;
  readonly shape: Shape;
  readonly optional: boolean;
}

/** A text, also an empty one. */
export const TEXT: Shape = Object.freeze({ is: 'text' });

/** A number without a fraction. */
export const INTEGER: Shape = Object.freeze({ is: 'integer' });

/** A list whose entries all have a shape. */
export const listOf = (of: Shape): Shape => Object.freeze({ is: 'list', of });

/** An object that has at least these members; a list is one, as in JavaScript. */
export const objectWith = (...has: readonly Member[]): Shape => Object.freeze({ is: 'object', has });

/** A member that must be there. */
export const must = (name: string, shape: Shape): Member => Object.freeze({ name, shape, optional: false });

/** A member that may be left out. */
export const may = (name: string, shape: Shape): Member => Object.freeze({ name, shape, optional: true });

/** Finds the first thing, from top to bottom, that is not as it must be; null when there is none. */
export function misshapen(value: unknown, shape: Shape, path: string): Fault | null {
  switch (shape.is) {
    case 'text':
      return typeof value === 'string' ? null : fault(path, 'a text', value);
    case 'integer':
      return Number.isInteger(value) ? null : fault(path, 'an integer', value);
    case 'list':
      return misshapenList(value, shape.of, path);
    case 'object':
      return misshapenObject(value, shape.has, path);
  }
}

function misshapenList(value: unknown, of: Shape, path: string): Fault | null {
  if (!Array.isArray(value)) return fault(path, 'a list', value);
  for (let i = 0; i < value.length; i++) {
    const found = misshapen(value[i], of, `${path}[${i}]`);
    if (found !== null) return found;
  }
  return null;
}

function misshapenObject(value: unknown, has: readonly Member[], path: string): Fault | null {
  if (!isObject(value)) return fault(path, 'an object', value);
  for (const { name, shape, optional } of has) {
    const given = own(value, name);
    if (given === undefined && optional) continue;
    const found = misshapen(given, shape, path === '' ? name : `${path}.${name}`);
    if (found !== null) return found;
  }
  return null;
}

function fault(path: string, expected: string, value: unknown): Fault {
  return { path, message: `Expected ${expected}, got ${describeValue(value)}.` };
}
