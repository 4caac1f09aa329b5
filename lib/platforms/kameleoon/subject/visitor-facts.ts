import type { Entries } from '../../../engine/subject.js';

/** A page that was viewed. */
export interface PageFact {
  readonly url: string;
  readonly title?: string | undefined;
  /** When it was viewed: epoch milliseconds, ascending. */
  readonly times: readonly number[];
}

/** A cookie of the visitor; `value` is undefined for a bare name. */
export interface CookieFact {
  readonly key: string;
  readonly value: string | undefined;
}

/** The visitor's browser. */
export interface BrowserFact {
  /** `CHROME`, `IE`, `FIREFOX`, `SAFARI`, `OPERA` or `OTHER`. */
  readonly browser: string;
  /** Major and minor version as one number, such as 14.1. */
  readonly version?: number | undefined;
}

/** Where the visitor is. */
export interface GeolocationFact {
  readonly country: string;
  readonly region?: string | undefined;
  readonly city?: string | undefined;
}

/** A tester's choice for one flag, out of the simulation cookie; `experimentId` 0 asks for the default variation. */
export interface SimulationFact {
  readonly experimentId: number | null;
  readonly variationId: number | null;
}

/**
 * What a decision may know about a visitor besides the visitor code: the names and shapes of `Subject.facts` that this
 * platform reads. All are optional, all are plain data; dictionaries may be Maps or plain objects.
 */
export interface KameleoonFacts {
  /** Custom data by index: the values last set. */
  readonly customData: Entries<readonly string[]> | ReadonlyMap<number, readonly string[]>;
  /** Pages viewed, one entry per URL, in the order of the first view. */
  readonly pageViews: readonly PageFact[];
  /** Goals converted, by id. */
  readonly conversions: ReadonlySet<number> | readonly number[];
  /** `PHONE`, `TABLET` or `DESKTOP`. */
  readonly device: string;
  readonly browser: BrowserFact;
  /** `WINDOWS`, `MAC`, `IOS`, `LINUX`, `ANDROID` or `WINDOWS_PHONE`. */
  readonly operatingSystem: string;
  readonly geolocation: GeolocationFact;
  readonly cookies: readonly CookieFact[];
  /** Version of the visitor's application, such as `1.2.3`. */
  readonly applicationVersion: string;
  /** When past visits started, epoch milliseconds, ascending. An empty list says "known, and none"; no list says "unknown". */
  readonly visits: readonly number[];
  /** Conversion likelihood scores: key moment, then goal. */
  readonly conversionScores: Entries<Entries<number>>;
  /** Scores of a contextual bandit: experiment, then variation. */
  readonly cbScores: Entries<Entries<number>>;
  /** Personalisations the visitor is in, by id. */
  readonly personalizations: ReadonlySet<number> | readonly number[];
  /** Variations assigned so far, by experiment id. */
  readonly assignments: Entries<number | null>;
  /** True: consent given; false: refused; absent: unknown. */
  readonly consent: boolean;
  /** The code that this visitor was linked to by the mapping identifier: it is bucketed instead of the visitor code. */
  readonly mappingIdentifier: string;
  /** What a tester simulates, by flag key. */
  readonly simulations: Entries<SimulationFact>;
  /** The visitor's user agent; decides nothing, events carry it. */
  readonly userAgent: string;
  /** True: the visitor code identifies a known user; decides nothing, events carry it. */
  readonly uniqueIdentifier: boolean;
  /** False: nothing of this evaluation will be kept, so that it reports no exposure. Default true. */
  readonly kept: boolean;
}

/** Name of a fact. */
export type KameleoonFactName = keyof KameleoonFacts;

/** A member of a dictionary that may be a Map (keyed by text or number) or a plain object; own members only. */
export function member(dictionary: unknown, key: string | number): unknown {
  if (dictionary instanceof Map) {
    const value: unknown = dictionary.get(key);
    return value !== undefined ? value : dictionary.get(typeof key === 'number' ? String(key) : Number(key));
  }
  if (typeof dictionary !== 'object' || dictionary === null || !Object.hasOwn(dictionary, key))
    return undefined;
  return (dictionary as Readonly<Record<string | number, unknown>>)[key];
}

/** How many members a dictionary has. */
export function countMembers(dictionary: unknown): number {
  if (dictionary instanceof Map) return dictionary.size;
  return typeof dictionary === 'object' && dictionary !== null ? Object.keys(dictionary).length : 0;
}

/** Whether a set of ids, given as a Set or a list, has one. */
export function includesId(ids: unknown, id: unknown): boolean {
  if (ids instanceof Set) return ids.has(id);
  return Array.isArray(ids) && ids.includes(id);
}

/** How many ids a Set or a list has. */
export function countIds(ids: unknown): number {
  if (ids instanceof Set) return ids.size;
  return Array.isArray(ids) ? ids.length : 0;
}
