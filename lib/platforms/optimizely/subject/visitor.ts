import type { Subject } from '../../../engine/subject.js';

/** Attribute whose text is hashed instead of the visitor id. The empty text counts. */
export const BUCKETING_ID = '$opt_bucketing_id';

/** Attribute that carries stored decisions of the visitor; it wins over the store. */
export const GIVEN_DECISIONS = '$opt_experiment_bucket_map';

/** How visitors are read off a subject. */
export interface VisitorReader {
  /** Name of the unit that identifies visitors. */
  readonly unit: string;
  /** The visitor id; null when there is none (the text `undefined` is none, as in the official SDK). */
  id(subject: Subject): string | null;
}

/** Reads the visitor id from a unit. */
export function visitorReader(unit: string): VisitorReader {
  return {
    unit,
    id(subject) {
      const value = subject.units.get(unit);
      if (value === undefined || value === 'undefined') return null;
      return typeof value === 'string' ? value : String(value);
    },
  };
}

/** What is hashed for a visitor. */
export function bucketingId(subject: Subject, visitorId: string): string {
  const given = subject.attributes.get(BUCKETING_ID);
  return typeof given === 'string' ? given : visitorId;
}

/** What the prediction service answered for a contextual bandit rule: a variation, or null when it could not be had. */
export type CmabPrediction = { readonly variationId: string; readonly cmabUuid: string } | null;

/** The prediction for a rule; undefined when none was supplied. */
export function cmabPrediction(subject: Subject, ruleId: string): CmabPrediction | undefined {
  const given = subject.facts.get('cmab');
  if (given instanceof Map) return given.get(ruleId) as CmabPrediction | undefined;
  if (typeof given !== 'object' || given === null || !Object.hasOwn(given, ruleId)) return undefined;
  return (given as Readonly<Record<string, CmabPrediction>>)[ruleId];
}

/** Whether the visitor is in a real-time segment. */
export function isQualified(subject: Subject, segment: unknown): boolean {
  const given = subject.facts.get('qualifiedSegments');
  if (given instanceof Set) return given.has(segment);
  return Array.isArray(given) && given.includes(segment);
}
