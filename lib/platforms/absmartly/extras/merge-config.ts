import type { Program } from '../../../engine/program.js';
import { variableKeys } from '../compile/context-data.js';
import { isPlainObject } from '../payload/plain-object.js';

/** Reads a visitor's variables: `experiments`, or what `experiments.forVisitor()` gives. */
export interface VariableReader {
  /** Says which variables there are. */
  readonly program: Program;
  /** The value of a variable; null when no experiment sets it. */
  value(key: string): unknown;
}

type Settings = Record<string, unknown>;

/**
 * Lays the variables of experiments over an application's configuration, as the SDK's `mergeConfig`: each variable that the
 * visitor's configuration knows becomes a getter at its place (`'button.color'` is `config.button.color`), which answers what
 * was there when no experiment sets it. Reading a getter exposes the experiments that are asked.
 *
 * As with the SDK, a variable whose way is not there is laid where the way ends (`'a.b.c'` without `a` is `c` at the root);
 * what is no object on the way is replaced by one; a variable below one that is laid already is left out.
 *
 * @param reader - whose variables; `experiments` itself reads for whoever is bound at the time of reading
 * @param config - plain data; it is copied, not changed
 * @returns the copy. Getters that stand where nothing was are not enumerable, as with the SDK
 */
export function mergeConfig(reader: VariableReader, config: Readonly<Settings>): Settings {
  const merged = copy(config) as Settings;
  const laid = new Map<object, Set<string>>();
  // An object, for the order in which the SDK goes through variables: those that look like an index come first.
  for (const key of Object.keys(Object.fromEntries(variableKeys(reader.program))))
    lay(reader, merged, key, laid);
  return merged;
}

function lay(reader: VariableReader, root: Settings, key: string, laid: Map<object, Set<string>>): void {
  const way = key.split('.');
  const name = way.pop() as string;
  let target = root;
  for (const step of way) {
    if (laid.get(target)?.has(step) === true) return;
    if (!Object.hasOwn(target, step)) continue;
    const inner = target[step];
    target = isPlainObject(inner) ? inner : place(target, step);
  }
  const here = laid.get(target) ?? new Set<string>();
  if (here.has(name)) return;
  laid.set(target, here.add(name));
  const before = Object.hasOwn(target, name) ? target[name] : undefined;
  Object.defineProperty(target, name, { get: () => reader.value(key) ?? before });
}

/** Puts an empty object in the place of what is no object. */
function place(target: Settings, step: string): Settings {
  const made: Settings = {};
  Object.defineProperty(target, step, { value: made });
  return made;
}

/** Copies lists and plain objects; everything else stays what it is. */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copy(inner)]));
}
