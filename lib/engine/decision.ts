import { jsonMap } from './json-map.js';
import type { Cause, ErrorCode, Reason } from './vocabulary.js';

/** One arm of an experiment, as compiled: shared by every decision that names it. */
export interface Variation {
  /** Position in the experiment's list; 0 is the reference (control). */
  readonly index: number;
  /** The platform's text key; the index as text where it has none. */
  readonly key: string;
  /** The platform's identifier, if it has one besides the key. */
  readonly id: string | number | null;
  /** The display name, if any. */
  readonly name: string | null;
  /** What the variation serves, if it serves a single value. */
  readonly value: unknown;
}

/** What does not change about an experiment from visitor to visitor: shared by every decision that names it. */
export interface Experiment {
  /** The platform's text key; the flag's where the platform reports exposures that have no experiment. */
  readonly key: string;
  /** The platform's identifier, if it has one besides the key. */
  readonly id: string | number | null;
  /** The display name, if any. */
  readonly name: string | null;
  /** The platform's own word for the kind: `experiment`, `rollout`, `holdout`, `personalize` ... */
  readonly kind: string;
  /**
   * The experiment in the platform's own shape (read-only): what a vendor's tracking callback gets, and what an event
   * sink of that platform needs besides the members above.
   */
  readonly definition: unknown;
}

/** A visitor's place in an experiment. */
export interface Assignment {
  /** The flag that asked; null for an experiment run on its own. */
  readonly flagKey: string | null;
  /** The experiment that this is a place in. */
  readonly experiment: Experiment;
  /** What the visitor gets of it. */
  readonly variation: Variation;
  /** Whether the visitor takes part. Out means: gets the reference, is not counted. */
  readonly inExperiment: boolean;
  /** Whether the variation was computed by hashing (false: forced, overridden, out). */
  readonly hashUsed: boolean;
  /** Name of the attribute or unit that was hashed; a fallback's name if that was used. */
  readonly hashAttribute: string;
  /** The value hashed, in its original type; `''` if there was none. */
  readonly hashValue: unknown;
  /** Where the hash fell, in the platform's own scale (0..1, 0..9999, 1..10000); null if it was not computed or not told. */
  readonly bucket: number | null;
  /** Whether a stored assignment decided (or blocked) it. */
  readonly sticky: boolean;
  /** What else the platform reports about this assignment (bandit leaf, eligibility, mismatch marks ...); null if nothing. */
  readonly details: Readonly<Record<string, unknown>> | null;
}

/** An assignment that counts: whoever made the decision real (not a peek) must report it. */
export type Exposure = Assignment;

/** A document that the platform keeps per visitor (sticky buckets, user profile, stored feature decisions). Plain JSON data. */
export type StoredDocument = Readonly<Record<string, unknown>>;

/** What a stored document is about, in parts: a store need not guess them from a key. */
export interface StoredName {
  /** The document's name in one text, as the platform's own SDK has it. */
  readonly key: string;
  /** Key of the feature or experiment that it is about; null for a document of all experiments of a unit. */
  readonly feature: string | null;
  /** Name of the unit or attribute whose assignments it holds. */
  readonly unit: string;
  /** The value of that unit, as text. */
  readonly value: string;
}

/** A change to a stored document that a decision asks for. The engine writes nothing itself. */
export interface StoredWrite {
  /** Names the document in the assignment store. */
  readonly key: string;
  /** What the document is about; null if the platform names its documents by a key alone. */
  readonly name?: StoredName | null;
  /** Replaces what is stored under the key, as a whole. */
  readonly document: StoredDocument;
}

/** Everything observable about one answer. Immutable; may be shared between visitors when it depends on none of them. */
export interface Decision<T = unknown> {
  /** The key asked for. */
  readonly key: string;
  /** The value served; null when there is none (unknown flag, closed gate): callers answer their fallback then. */
  readonly value: T | null;
  /** The platform's notion of "on". */
  readonly on: boolean;
  /** Typed variables by key, on platforms whose flags carry several; else empty. */
  readonly variables: ReadonlyMap<string, unknown>;
  /** OpenFeature's coarse word for why. */
  readonly reason: Reason;
  /** The precise word for why. */
  readonly cause: Cause;
  /** The platform's own word for where the value comes from. */
  readonly source: string;
  /** The rule that answered; `''` if none or unnamed. */
  readonly ruleId: string;
  /** The experiment behind the value; null when none took part in it. */
  readonly assignment: Assignment | null;
  /** Every exposure this decision causes, its prerequisites' included, in order. */
  readonly exposures: readonly Exposure[];
  /** Decisions of prerequisite flags made on the way, innermost first, in the order they were finished. */
  readonly prerequisites: readonly Decision[];
  /** Stored documents to be replaced because of this decision, in order. */
  readonly writes: readonly StoredWrite[];
  /** OpenFeature's word for what went wrong; null when nothing did. */
  readonly errorCode: ErrorCode | null;
  /** What went wrong and what to do about it, for people; null when nothing did. */
  readonly errorMessage: string | null;
  /** The platform's own reason texts, where it has such; filled only under `explain` unless the platform always gives them. */
  readonly messages: readonly string[];
  /** What the platform's integrations are told about the answer as a whole, besides the members above; null or left out if nothing. */
  readonly details?: Readonly<Record<string, unknown>> | null;
}

/** The name of a document that is known by its key alone. */
export function namedByKey(key: string): StoredName {
  return { key, feature: null, unit: '', value: key };
}

/** The empty list that every decision without side effects shares. */
export const NONE: readonly never[] = Object.freeze([]);

/** The empty map that every decision without variables shares. */
export const NO_VARIABLES: ReadonlyMap<string, unknown> = jsonMap<string, unknown>();

/** A decision of only the given members: everything else says "nothing". For compile time and rare paths; hot paths write the literal. */
export function plainDecision<T>(
  given: Pick<Decision<T>, 'key' | 'value' | 'reason' | 'cause'> & Partial<Decision<T>>,
): Decision<T> {
  return Object.freeze({
    key: given.key,
    value: given.value,
    on: given.on ?? Boolean(given.value),
    variables: given.variables ?? NO_VARIABLES,
    reason: given.reason,
    cause: given.cause,
    source: given.source ?? '',
    ruleId: given.ruleId ?? '',
    assignment: given.assignment ?? null,
    exposures: given.exposures ?? NONE,
    prerequisites: given.prerequisites ?? NONE,
    writes: given.writes ?? NONE,
    errorCode: given.errorCode ?? null,
    errorMessage: given.errorMessage ?? null,
    messages: given.messages ?? NONE,
    details: given.details ?? null,
  });
}
