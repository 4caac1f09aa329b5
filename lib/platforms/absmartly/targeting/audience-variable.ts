import type { Attributes, Expression } from './audience-parts.js';
import { UNDECIDED } from './audience-parts.js';
import { isPlainObject } from '../payload/plain-object.js';

const NOTHING: Expression = () => null;

/** `var`: an attribute, or what is found inside it by a path (`user/plans/0`). */
export function compileVariable(operand: unknown): Expression {
  const path = isPlainObject(operand) && Object.hasOwn(operand, 'path') ? operand['path'] : operand;
  if (typeof path !== 'string') return NOTHING;
  const [attribute = '', ...inside] = path.split('/');
  if (inside.length === 0) return (attributes) => attributes.get(attribute) ?? null;
  return (attributes) => inner(attributes, attribute, inside);
}

/**
 * Own members only (the vendor also follows prototypes). Reaching into null makes the audience undecided, reaching into
 * anything else that has no such member gives null.
 */
function inner(attributes: Attributes, attribute: string, inside: readonly string[]): unknown {
  let target = attributes.get(attribute);
  for (const name of inside) {
    if (target === undefined) return null;
    if (target === null) throw UNDECIDED;
    target = Object.hasOwn(target, name) ? (target as Record<string, unknown>)[name] : undefined;
  }
  return target ?? null;
}
