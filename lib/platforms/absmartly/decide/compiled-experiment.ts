import type { Experiment, Variation } from '../../../engine/decision.js';
import { NO_VARIABLES } from '../../../engine/decision.js';
import type { AudienceTest } from '../targeting/compile-audience.js';
import type { CustomField } from '../payload/custom-field.js';
import type { WeightedDraw } from './bucketing.js';

/** A variant. `value` is its parsed configuration, usually an object of variables. */
export interface Arm extends Variation {
  readonly variables: ReadonlyMap<string, unknown>;
}

/**
 * What an assignment was made under, as downloaded. A long-lived context keeps it as long as these stay the same; other
 * changes of an experiment (split, seeds, variants ...) do not touch those already assigned.
 */
export interface AssignmentTerms {
  readonly id: unknown;
  readonly unitType: unknown;
  readonly iteration: unknown;
  readonly fullOnVariant: unknown;
  readonly trafficSplit: unknown;
}

/** Whether an assignment made under the one is still good under the other. */
export function sameTerms(a: AssignmentTerms, b: AssignmentTerms): boolean {
  return (
    a.id === b.id &&
    a.unitType === b.unitType &&
    a.iteration === b.iteration &&
    a.fullOnVariant === b.fullOnVariant &&
    sameSplit(a.trafficSplit, b.trafficSplit)
  );
}

/** As the vendor compares them, also where one is no list: nothing is the same as anything without a length. */
function sameSplit(now: unknown, before: unknown): boolean {
  if (now === before) return true;
  if (lengthOf(now) !== lengthOf(before)) return false;
  if (!Array.isArray(now)) return now === null || now === undefined;
  return now.every((weight, index) => weight === (before as readonly unknown[])[index]);
}

function lengthOf(split: unknown): unknown {
  if (Array.isArray(split) || typeof split === 'string') return split.length;
  return typeof split === 'object' && split !== null && Object.hasOwn(split, 'length')
    ? (split as { length: unknown }).length
    : undefined;
}

/** An experiment, ready to decide. */
export interface CompiledExperiment {
  readonly name: string;
  /** What every decision about it shares. */
  readonly experiment: Experiment;
  readonly terms: AssignmentTerms;
  /** Name of the unit that is drawn by; null: nobody is drawn. */
  readonly unit: string | null;
  readonly arms: readonly Arm[];
  /** null: everybody belongs to it. */
  readonly audience: AudienceTest | null;
  /** Whether a visitor outside the audience is kept out, rather than only marked. */
  readonly strict: boolean;
  /** null where the payload has nothing to draw by. */
  readonly traffic: WeightedDraw | null;
  readonly split: WeightedDraw | null;
  readonly customFields: ReadonlyMap<string, CustomField>;
}

/** The terms of an assignment made while the experiment was in no payload. */
export const UNKNOWN_TERMS: AssignmentTerms = Object.freeze({
  id: 0,
  unitType: null,
  iteration: 0,
  fullOnVariant: 0,
  trafficSplit: undefined,
});

const NO_FIELDS: ReadonlyMap<string, CustomField> = new Map<string, CustomField>();

/** Stands for an experiment that is not in the payload: reported with the id 0. */
export function unknownExperiment(name: string): CompiledExperiment {
  return {
    name,
    experiment: { key: name, id: 0, name: null, kind: 'unknown', definition: null },
    terms: UNKNOWN_TERMS,
    unit: null,
    arms: [],
    audience: null,
    strict: false,
    traffic: null,
    split: null,
    customFields: NO_FIELDS,
  };
}

/**
 * The arm that a variant means. Variants given by the application are not checked by the vendor: anything that would pick
 * an arm as an array index (1, `'1'`) does, everything else (9, -1, null, NaN) is served as it is, without variables.
 */
export function armOf(experiment: CompiledExperiment, variant: unknown): Arm {
  const index = typeof variant === 'number' ? variant : textIndex(variant);
  return experiment.arms[index] ?? looseArm(variant, index);
}

function textIndex(variant: unknown): number {
  if (typeof variant !== 'string' && typeof variant !== 'bigint' && !Array.isArray(variant)) return -1;
  const text = String(variant);
  const index = Number(text);
  return String(index) === text ? index : -1;
}

function looseArm(variant: unknown, index: number): Arm {
  return {
    index: Number.isInteger(index) ? index : -1,
    key: String(variant),
    id: null,
    name: null,
    value: undefined,
    variables: NO_VARIABLES,
  };
}
