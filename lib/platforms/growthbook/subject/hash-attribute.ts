import type { Walk } from '../../../engine/walk.js';
import { keyOf } from '../payload/coerce.js';

/** A visitor's value for hashing, and the name of the attribute it came from. Value `''`: there is none. */
export interface Hashed {
  readonly attribute: string;
  readonly value: unknown;
}

/** Which attribute identifies the visitor to a rule or experiment. */
export class HashAttribute {
  readonly name: string;
  private readonly fallback: string | null;

  /**
   * @param name - `id` when not given
   * @param fallback - asked when the first has no value, but only for visitors with an assignment store, which is what
   * keeps a visitor's variation when the first value appears later
   */
  constructor(
    name: unknown,
    fallback: unknown,
    private readonly defaults: ReadonlyMap<string, unknown>,
  ) {
    this.name = name ? keyOf(name) : 'id';
    this.fallback = fallback ? keyOf(fallback) : null;
  }

  /** The value to hash: `''` when the visitor has none (missing, null, `''`, 0 and false alike). */
  value(walk: Walk): unknown {
    const value = this.read(walk, this.name);
    if (value || this.fallback === null || walk.subject.stored === null) return value || '';
    return this.read(walk, this.fallback) || '';
  }

  /** The value together with the attribute that it came from. */
  hashed(walk: Walk): Hashed {
    const value = this.read(walk, this.name);
    if (value || this.fallback === null || walk.subject.stored === null) {
      return { attribute: this.name, value: value || '' };
    }
    const fallback = this.read(walk, this.fallback);
    return fallback ? { attribute: this.fallback, value: fallback } : { attribute: this.name, value: '' };
  }

  private read(walk: Walk, name: string): unknown {
    const value = walk.subject.attributes.get(name);
    if (value !== undefined || this.defaults.size === 0 || walk.subject.attributes.has(name)) return value;
    return this.defaults.get(name);
  }
}
