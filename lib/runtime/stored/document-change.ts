import { isDeepStrictEqual } from 'node:util';
import type { StoredDocument } from '../../engine/decision.js';

/** What a decision wants to be stored, and what it took for stored when it was made. */
export interface DocumentChange {
  /** What the decision was made from; undefined for none, or if it had not been read. */
  readonly base: StoredDocument | undefined;
  /** What the decision wants to be stored. */
  readonly next: StoredDocument;
}

type Entries = Readonly<Record<string, unknown>>;

/**
 * Lays a change over what is stored by now. Documents have two kinds of members: objects of entries, one for each experiment
 * (`assignments`, `experiment_bucket_map`), which are merged entry by entry; and all the others, which belong together. What
 * somebody else has changed since the base was read stays as they left it: the visitor has been told theirs, too.
 *
 * @returns `stored` itself when there is nothing to change
 */
export function merged(stored: StoredDocument | undefined, change: DocumentChange): StoredDocument {
  const { base, next } = change;
  if (stored === undefined) return next;
  if (!samePlain(stored, base, next)) return stored;
  const result = new Map<string, unknown>();
  let isChanged = false;
  for (const [name, value] of Object.entries(next)) {
    const entries = isEntries(value) ? mergedEntries(stored[name], base?.[name], value) : value;
    if (!isDeepStrictEqual(entries, stored[name])) isChanged = true;
    result.set(name, entries);
  }
  return isChanged ? fromEntries(result) : stored;
}

/** One change that does what two do, one after the other. */
export function composed(first: DocumentChange, second: DocumentChange): DocumentChange {
  return { base: first.base, next: merged(first.next, second) };
}

/** Leaves out entries that are about nothing the configuration knows. */
export function withoutStale(
  document: StoredDocument,
  isCurrent: (entry: string) => boolean,
): StoredDocument {
  let isChanged = false;
  const result = new Map<string, unknown>();
  for (const [name, value] of Object.entries(document)) {
    if (!isEntries(value)) {
      result.set(name, value);
      continue;
    }
    const kept = Object.entries(value).filter(([entry]) => isCurrent(entry));
    if (kept.length !== Object.keys(value).length) isChanged = true;
    result.set(name, Object.fromEntries(kept));
  }
  return isChanged ? fromEntries(result) : document;
}

/** Whether what belongs together is as it was when the change was made, or is wanted so anyway. */
function samePlain(stored: StoredDocument, base: StoredDocument | undefined, next: StoredDocument): boolean {
  return Object.entries(next).every(([name, value]) => {
    if (isEntries(value)) return true;
    return isDeepStrictEqual(stored[name], value) || isDeepStrictEqual(stored[name], base?.[name]);
  });
}

function mergedEntries(stored: unknown, base: unknown, next: Entries): Entries {
  const before = isEntries(base) ? base : {};
  const now = isEntries(stored) ? stored : {};
  const result = new Map(Object.entries(now));
  for (const [entry, value] of Object.entries(next)) {
    const was = own(before, entry);
    const isOurs = !isDeepStrictEqual(was, value);
    if (isOurs && isDeepStrictEqual(own(now, entry), was)) result.set(entry, value);
  }
  return fromEntries(result);
}

function isEntries(value: unknown): value is Entries {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(entries: Entries, name: string): unknown {
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}

/** Defines members, so that a name such as `__proto__` is one like any other. */
function fromEntries(entries: ReadonlyMap<string, unknown>): StoredDocument {
  return Object.fromEntries(entries);
}
