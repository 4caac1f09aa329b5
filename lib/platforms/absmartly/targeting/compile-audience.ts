import { toBoolean } from './audience-coercion.js';
import type { Attributes, Expression } from './audience-parts.js';
import { compileExpression } from './audience-expression.js';
import { isPlainObject } from '../payload/plain-object.js';

/** Whether attributes belong to an audience; null when it cannot be decided, which keeps nobody out. */
export type AudienceTest = (attributes: Attributes) => boolean | null;

/** A compiled audience. */
export interface Audience {
  readonly test: AudienceTest;
  /** What is wrong with the text; null if nothing. */
  readonly problem: string | null;
}

/**
 * Compiles an audience: the JSON text `{"filter": expression}`. Text that is no JSON, or too deeply nested, makes an
 * audience that is never decided, as in the vendor's SDK.
 */
export function compileAudience(text: string): Audience {
  try {
    const audience: unknown = JSON.parse(text);
    const filter = isPlainObject(audience) && Object.hasOwn(audience, 'filter') ? audience['filter'] : null;
    if (!Array.isArray(filter) && !isPlainObject(filter)) return undecided(null);
    const expression = compileExpression(filter);
    return { problem: null, test: (attributes) => decided(expression, attributes) };
  } catch (error) {
    return undecided(error instanceof Error ? error.message : String(error));
  }
}

/** What throws is `UNDECIDED`, or an application's attribute (a getter, a proxy). */
function decided(expression: Expression, attributes: Attributes): boolean | null {
  try {
    return toBoolean(expression(attributes));
  } catch {
    return null;
  }
}

function undecided(problem: string | null): Audience {
  return { problem, test: () => null };
}
