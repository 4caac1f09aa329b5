import { JsonMap } from './json-map.js';
import type { StoredDocument } from './decision.js';

/** The value of a unit: what is hashed for it. */
export type UnitValue = string | number;

/** String-keyed data as callers hold it: a plain object (own members only) or a Map. */
export type Entries<V> = Readonly<Record<string, V>> | ReadonlyMap<string, V>;

/**
 * Everything that a decision may depend on besides the program: plain data, gathered before evaluation.
 * Make one with {@link createSubject}.
 */
export interface Subject {
  /** Who is asked about: `visitor`, and whatever else the application identifies (`user`, `account`, `session_id` ...). */
  readonly units: ReadonlyMap<string, UnitValue>;
  /** Targeting attributes by name. */
  readonly attributes: ReadonlyMap<string, unknown>;
  /** The URL of the page or request; `''` if unknown. */
  readonly url: string;
  /** False: no experiment runs for this visitor; forced values still apply. */
  readonly enabled: boolean;
  /** True: nobody is assigned by hashing; forced variations still apply. */
  readonly qaMode: boolean;
  /** Values forced by flag key. They win over everything. */
  readonly forcedValues: ReadonlyMap<string, unknown>;
  /**
   * Variations forced by experiment key (or by the key the platform's compiler documents): an index or a variation key; on
   * platforms whose flags have rules that can be forced one by one, also a Map of these by rule key, null standing for the flag as a whole.
   */
  readonly forcedVariations: ReadonlyMap<string, unknown>;
  /** Variations chosen by the application, by experiment key, that still respect targeting and traffic (on platforms that know them). */
  readonly customAssignments: ReadonlyMap<string, unknown>;
  /** Stored documents by key, read before evaluation; null when no assignment store is attached. */
  readonly stored: ReadonlyMap<string, StoredDocument> | null;
  /** What the platform fetched or collected about the visitor before evaluation (segments, location, visits ...), by the names its compiler documents. */
  readonly facts: ReadonlyMap<string, unknown>;
}

/** The input of {@link createSubject}: every member is optional. */
export interface SubjectInit {
  /** As {@link Subject.units}. @defaultValue none */
  readonly units?: Entries<UnitValue> | undefined;
  /** As {@link Subject.attributes}. @defaultValue none */
  readonly attributes?: Entries<unknown> | undefined;
  /** Laid over `attributes`, name by name, also with null. */
  readonly attributeOverrides?: Entries<unknown> | undefined;
  /** As {@link Subject.url}. @defaultValue `''` */
  readonly url?: string | undefined;
  /** As {@link Subject.enabled}. @defaultValue true */
  readonly enabled?: boolean | undefined;
  /** As {@link Subject.qaMode}. @defaultValue false */
  readonly qaMode?: boolean | undefined;
  /** As {@link Subject.forcedValues}. @defaultValue none */
  readonly forcedValues?: Entries<unknown> | undefined;
  /** As {@link Subject.forcedVariations}. @defaultValue none */
  readonly forcedVariations?: Entries<unknown> | undefined;
  /** As {@link Subject.customAssignments}. @defaultValue none */
  readonly customAssignments?: Entries<unknown> | undefined;
  /** As {@link Subject.stored}. @defaultValue null */
  readonly stored?: Entries<StoredDocument> | null | undefined;
  /** As {@link Subject.facts}. @defaultValue none */
  readonly facts?: Entries<unknown> | undefined;
}

const EMPTY: ReadonlyMap<string, never> = new JsonMap<string, never>();

/** Own members only: `__proto__` and `constructor` are names like any other. */
export function toMap<V>(entries: Entries<V> | null | undefined): ReadonlyMap<string, V> {
  if (entries === undefined || entries === null) return EMPTY;
  if (entries instanceof Map) return entries as ReadonlyMap<string, V>;
  const map = new JsonMap<string, V>();
  const record = entries as Readonly<Record<string, V>>;
  for (const name of Object.keys(record)) map.set(name, record[name] as V);
  return map;
}

/** Fact that tells platforms to leave earlier decisions aside which the application hands over in other ways than a store. */
export const IGNORES_STORED = 'ignoreStoredDecisions';

/** The subject, as if nothing had been decided about them before. */
export function withoutStored(subject: Subject): Subject {
  return { ...subject, stored: null, facts: new Map([...subject.facts, [IGNORES_STORED, true]]) };
}

/**
 * Gathers what a decision may depend on into a {@link Subject}.
 *
 * @param init - plain objects or Maps; nothing is copied deeply and nothing is changed
 * @returns a subject for `evaluate`; it never throws
 */
export function createSubject(init: SubjectInit = {}): Subject {
  const attributes = toMap(init.attributes);
  const overrides = toMap(init.attributeOverrides);
  return {
    units: toMap(init.units),
    attributes: overrides.size === 0 ? attributes : new Map([...attributes, ...overrides]),
    url: init.url ?? '',
    enabled: init.enabled ?? true,
    qaMode: init.qaMode ?? false,
    forcedValues: toMap(init.forcedValues),
    forcedVariations: toMap(init.forcedVariations),
    customAssignments: toMap(init.customAssignments),
    stored: init.stored === undefined || init.stored === null ? null : toMap(init.stored),
    facts: toMap(init.facts),
  };
}
