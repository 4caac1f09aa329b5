import type { StoredDocument, StoredName } from '../../../engine/decision.js';
import type { Walk } from '../../../engine/walk.js';
import { isObject, own } from '../../../platform-kit/foreign-json.js';
import { jsonOf, keyOf } from '../payload/coerce.js';
import type { Hashed } from '../subject/hash-attribute.js';
import { HashAttribute } from '../subject/hash-attribute.js';

/** What an earlier visit left behind: a variation to keep, or a version that shuts the visitor out. */
export interface StickyLookup {
  /** Index of the stored variation, or -1. */
  readonly index: number;
  readonly blocked: boolean;
}

const NOTHING: StickyLookup = { index: -1, blocked: false };
const BLOCKED: StickyLookup = { index: -1, blocked: true };

/**
 * Key of the document that holds the assignments of one attribute value, as GrowthBook's own sticky bucket services
 * address it.
 */
export function stickyKey(attribute: string, value: unknown): string {
  return `${attribute}||${stickyText(value)}`;
}

/** The same document, in parts. */
export function stickyName(attribute: string, value: unknown): StoredName {
  return { key: stickyKey(attribute, value), feature: null, unit: attribute, value: stickyText(value) };
}

function stickyText(value: unknown): string {
  return typeof value === 'string' ? value : (jsonOf(value) ?? 'undefined');
}

/** Sticky bucketing of one experiment: reads and renews the visitor's stored variation. */
export class StickyBucket {
  private readonly entry: string;
  private readonly prefix: string;
  private readonly minVersion: number;
  private readonly indexes = new Map<unknown, number>();
  private readonly own: HashAttribute;
  private readonly fallback: HashAttribute;

  constructor(definition: Readonly<Record<string, unknown>>, defaults: ReadonlyMap<string, unknown>) {
    const key = keyOf(definition['key']);
    this.entry = `${key}__${keyOf(definition['bucketVersion'] || 0)}`;
    this.prefix = `${key}__`;
    this.minVersion = Number(definition['minBucketVersion'] || 0);
    this.own = new HashAttribute(definition['hashAttribute'], undefined, defaults);
    this.fallback = new HashAttribute(definition['fallbackAttribute'], undefined, defaults);
    const meta = definition['meta'];
    if (Array.isArray(meta)) meta.forEach((item, i) => this.index(own(item, 'key'), i));
  }

  private index(key: unknown, index: number): void {
    if (key !== undefined && !this.indexes.has(key)) this.indexes.set(key, index);
  }

  /** What the stored documents say; the hash attribute's document wins over the fallback's. */
  lookup(walk: Walk): StickyLookup {
    const main = own(walk.stored(stickyKey(this.own.name, this.own.value(walk))), 'assignments');
    const fallbackValue = this.fallback.value(walk);
    const other =
      fallbackValue === ''
        ? undefined
        : own(walk.stored(stickyKey(this.fallback.name, fallbackValue)), 'assignments');
    if (this.minVersion > 0 && (this.hasOldVersion(main) || this.hasOldVersion(other))) return BLOCKED;
    const stored =
      isObject(main) && Object.hasOwn(main, this.entry) ? main[this.entry] : own(other, this.entry);
    const index = stored === undefined ? undefined : this.indexes.get(stored);
    return index === undefined ? NOTHING : { index, blocked: false };
  }

  /** Whether an assignment of a version below the minimum exists. Walks what is stored, not the versions: those may be many. */
  private hasOldVersion(assignments: unknown): boolean {
    if (typeof assignments !== 'object' || assignments === null) return false;
    return Object.keys(assignments).some((name) => {
      if (!name.startsWith(this.prefix) || own(assignments, name) === undefined) return false;
      const version = Number(name.slice(this.prefix.length));
      return version >= 0 && version < this.minVersion && name === this.prefix + String(Math.trunc(version));
    });
  }

  /** Renews the stored variation, if that changes anything. */
  store(walk: Walk, hashed: Hashed, variationKey: string): void {
    const name = stickyName(hashed.attribute, hashed.value);
    const assignments = own(walk.stored(name.key), 'assignments');
    if (own(assignments, this.entry) === variationKey) return;
    walk.write(name, this.document(hashed, assignments, variationKey));
  }

  private document(hashed: Hashed, assignments: unknown, variationKey: string): StoredDocument {
    return Object.freeze({
      attributeName: hashed.attribute,
      attributeValue: stickyText(hashed.value),
      assignments: { ...(assignments as object | undefined), [this.entry]: variationKey },
    });
  }
}
