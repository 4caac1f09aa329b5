import { isObject, own } from '../../../platform-kit/foreign-json.js';

/** Reads a path from what a condition is tested on; null when any step is missing. */
export type Read = (root: unknown) => unknown;

/** How the first step of a path is read; the rest is always plain data. */
export interface Access {
  readonly name: 'attributes' | 'data';
  read(path: string): Read;
}

/** Paths into plain data: an element of a list, or the value of a prerequisite. */
export const DATA_ACCESS: Access = {
  name: 'data',
  read(path) {
    const steps = path.split('.');
    return (root) => walkSteps(root, steps, 0);
  },
};

/** Paths into a visitor's attributes, with defaults for those the visitor does not have. */
export function attributeAccess(defaults: ReadonlyMap<string, unknown>): Access {
  return {
    name: 'attributes',
    read(path) {
      const steps = path.split('.');
      const first = steps[0] as string;
      const read = readAttribute(first, defaults);
      return steps.length === 1 ? read : (root) => walkSteps(read(root), steps, 1);
    },
  };
}

function readAttribute(name: string, defaults: ReadonlyMap<string, unknown>): Read {
  // Missing is null; an attribute that is set to undefined stays undefined, as the format tells them apart.
  const missing = defaults.has(name) ? defaults.get(name) : null;
  return (root) => {
    const attributes = root as ReadonlyMap<string, unknown>;
    const value = attributes.get(name);
    return value === undefined && !attributes.has(name) ? missing : value;
  };
}

function walkSteps(start: unknown, steps: readonly string[], from: number): unknown {
  let current = start;
  for (let i = from; i < steps.length; i++) {
    const step = steps[i] as string;
    if (!isObject(current) || !Object.hasOwn(current, step)) return null;
    current = own(current, step);
  }
  return current;
}
