import type { Assignment, Experiment } from '../../../engine/decision.js';
import type { GrowthbookVariation } from './compile-choice.js';
import type { Hashed } from '../subject/hash-attribute.js';

/** How a visitor came to a variation. */
export interface BucketedArm {
  readonly inExperiment: boolean;
  readonly hashUsed: boolean;
  readonly sticky: boolean;
}

/** A visitor's place in an experiment. A class because it is made for every decision: V8 builds literals whose members vary in type slowly. */
export class GrowthbookAssignment implements Assignment {
  readonly inExperiment: boolean;
  readonly hashUsed: boolean;
  readonly hashAttribute: string;
  readonly hashValue: unknown;
  readonly sticky: boolean;

  constructor(
    readonly flagKey: string | null,
    readonly experiment: Experiment,
    readonly variation: GrowthbookVariation,
    { inExperiment, hashUsed, sticky }: BucketedArm,
    hashed: Hashed,
    readonly bucket: number | null,
    readonly details: Readonly<Record<string, unknown>> | null,
  ) {
    this.inExperiment = inExperiment;
    this.hashUsed = hashUsed;
    this.hashAttribute = hashed.attribute;
    this.hashValue = hashed.value;
    this.sticky = sticky;
  }

  /** What was hashed may be a bigint, which JSON has no form for: its digits then. */
  toJSON(): Assignment {
    const { hashValue } = this;
    const text = typeof hashValue === 'bigint' ? String(hashValue) : hashValue;
    return Object.assign({}, this, { hashValue: text });
  }

  /** The same place, with the experiment shown otherwise. */
  shownAs(experiment: Experiment): GrowthbookAssignment {
    const hashed = { attribute: this.hashAttribute, value: this.hashValue };
    const { flagKey, variation, bucket, details } = this;
    return new GrowthbookAssignment(flagKey, experiment, variation, this, hashed, bucket, details);
  }
}
