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
  /**
   * The time of the decision, epoch milliseconds; NaN where nobody tells. In a visitor's scope it is read when a decision first
   * asks for it and then stays, until the scope is renewed.
   */
  readonly now: number;
  /** A number in [0, 1) that is drawn when a decision first asks for it and then stays for the life of the scope; NaN where nobody draws. */
  readonly draw: number;
}

/** Tells time and chance when asked: the engine has neither clock nor dice. */
export interface Moment {
  /** As {@link Subject.now}. */
  readonly now: number;
  /** As {@link Subject.draw}. */
  readonly draw: number;
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
  /** As {@link Subject.now}. @defaultValue what the {@link Moment} tells */
  readonly now?: number | undefined;
  /** As {@link Subject.draw}. @defaultValue what the {@link Moment} tells */
  readonly draw?: number | undefined;
}

const EMPTY: ReadonlyMap<string, never> = new Map<string, never>();

const NO_MOMENT: Moment = Object.freeze({ now: Number.NaN, draw: Number.NaN });

/** Own members only: `__proto__` and `constructor` are names like any other. */
export function toMap<V>(entries: Entries<V> | null | undefined): ReadonlyMap<string, V> {
  if (entries === undefined || entries === null) return EMPTY;
  if (entries instanceof Map) return entries as ReadonlyMap<string, V>;
  const map = new Map<string, V>();
  const record = entries as Readonly<Record<string, V>>;
  for (const name of Object.keys(record)) map.set(name, record[name] as V);
  return map;
}

/** Fact that tells platforms to leave earlier decisions aside which the application hands over in other ways than a store. */
export const IGNORES_STORED = 'ignoreStoredDecisions';

/** Fact that tells platforms whose URLs can force variations that this one forces none. */
export const IGNORES_URL = 'ignoreUrlOverrides';

/** The subject, as if its URL could force nothing. */
export function withoutUrlOverrides(subject: Subject): Subject {
  const facts = new Map([...subject.facts, [IGNORES_URL, true]]);
  return new GatheredSubject(subject, subject.attributes, subject.stored, facts, subject);
}

/** The subject, as if nothing had been decided about them before. */
export function withoutStored(subject: Subject): Subject {
  const facts = new Map([...subject.facts, [IGNORES_STORED, true]]);
  return new GatheredSubject(subject, subject.attributes, null, facts, subject);
}

/**
 * Gathers what a decision may depend on into a {@link Subject}.
 *
 * @param init - plain objects or Maps; nothing is copied deeply and nothing is changed
 * @param moment - is asked for time and chance when a decision needs them and `init` does not say; left out, both are NaN
 * @returns a subject for `evaluate`; it never throws
 */
export function createSubject(init: SubjectInit = {}, moment: Moment = NO_MOMENT): Subject {
  const attributes = toMap(init.attributes);
  const overrides = toMap(init.attributeOverrides);
  return new GatheredSubject(
    init,
    overrides.size === 0 ? attributes : new Map([...attributes, ...overrides]),
    init.stored === undefined || init.stored === null ? null : toMap(init.stored),
    toMap(init.facts),
    momentOf(init, moment),
  );
}

class GatheredSubject implements Subject {
  readonly units: ReadonlyMap<string, UnitValue>;
  readonly url: string;
  readonly enabled: boolean;
  readonly qaMode: boolean;
  readonly forcedValues: ReadonlyMap<string, unknown>;
  readonly forcedVariations: ReadonlyMap<string, unknown>;
  readonly customAssignments: ReadonlyMap<string, unknown>;

  constructor(
    init: SubjectInit,
    readonly attributes: ReadonlyMap<string, unknown>,
    readonly stored: ReadonlyMap<string, StoredDocument> | null,
    readonly facts: ReadonlyMap<string, unknown>,
    private readonly moment: Moment,
  ) {
    this.units = toMap(init.units);
    this.url = init.url ?? '';
    this.enabled = init.enabled ?? true;
    this.qaMode = init.qaMode ?? false;
    this.forcedValues = toMap(init.forcedValues);
    this.forcedVariations = toMap(init.forcedVariations);
    this.customAssignments = toMap(init.customAssignments);
  }

  get now(): number {
    return this.moment.now;
  }

  get draw(): number {
    return this.moment.draw;
  }
}

function momentOf({ now, draw }: SubjectInit, moment: Moment): Moment {
  if (now === undefined && draw === undefined) return moment;
  return {
    get now() {
      return now ?? moment.now;
    },
    get draw() {
      return draw ?? moment.draw;
    },
  };
}
