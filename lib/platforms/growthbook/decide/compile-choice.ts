import type { Experiment, Variation } from '../../../engine/decision.js';
import type { RangeTable } from '../../../engine/bucketing/ranges.js';
import { chooseRange, equalWeights, rangesFromWeights } from '../../../engine/bucketing/ranges.js';
import type { Walk } from '../../../engine/walk.js';
import { own } from '../../../platform-kit/foreign-json.js';
import { keyOf } from '../payload/coerce.js';
import type { PayloadLocation } from '../payload/payload-location.js';
import { HashAttribute } from '../subject/hash-attribute.js';
import type { Bucketer } from './bucketing.js';
import { bucketer } from './bucketing.js';

/** A variation as GrowthBook has it: one that is `passthrough` is counted but leaves the value to the next rule. */
export interface GrowthbookVariation extends Variation {
  readonly passthrough: unknown;
}

/** Admits or refuses a visitor. */
export type Admission = (walk: Walk) => boolean;

/** Chooses a variation by bucket: its index, or -1. */
export type Choose = (bucket: number) => number;

/** A number, or what compares like one: payloads are compared as they come. */
function asNumber(value: unknown): number {
  return value as number;
}

/** The variation at an index, which may be any value when it was forced from outside. */
export function variationAt(
  index: number,
  variations: readonly unknown[],
  meta: readonly unknown[] | null,
): GrowthbookVariation {
  const described = meta?.[index];
  return Object.freeze({
    index,
    key: (own(described, 'key') || keyOf(index)) as string,
    id: null,
    name: (own(described, 'name') || null) as string | null,
    value: variations[index],
    passthrough: own(described, 'passthrough') || false,
  });
}

/** The unchanging part of an experiment. */
export function experimentOf(definition: Readonly<Record<string, unknown>>): Experiment {
  return Object.freeze({
    key: definition['key'] as string,
    id: null,
    name: (definition['name'] || null) as string | null,
    kind: 'experiment',
    definition: Object.freeze(definition),
  });
}

/** How variations share 0..1: explicit ranges as they are, else weights and coverage. */
export function compileChoice(
  definition: Readonly<Record<string, unknown>>,
  context: PayloadLocation,
): Choose {
  const ranges = definition['ranges'];
  if (ranges) return compileRanges(ranges, context.at('ranges'));
  const count = (definition['variations'] as readonly unknown[]).length;
  const weights = usableWeights(definition['weights'], count, context);
  const table = rangesFromWeights(weights, clampCoverage(definition['coverage']));
  return (bucket) => chooseRange(table, bucket);
}

function clampCoverage(coverage: unknown): number {
  if (coverage === undefined) return 1;
  // Null counts as 0, and text as the number it spells.
  const value = Number(coverage);
  return value < 0 ? 0 : value > 1 ? 1 : value;
}

/** The weights, or equal ones where the given ones are missing, of another length, or do not add up to 1. */
function usableWeights(weights: unknown, count: number, context: PayloadLocation): readonly number[] {
  if (!weights) return equalWeights(count);
  if (Array.isArray(weights) && weights.length === count && weights.every(isWeight)) {
    const total = weights.reduce((sum: number, weight) => sum + Number(weight), 0);
    if (!(total < 0.99 || total > 1.01)) return weights.map(Number);
  }
  context.at('weights').warn(`expected ${count} numbers that add up to 1; the variations share evenly`);
  return equalWeights(count);
}

function isWeight(weight: unknown): boolean {
  return weight === null || Number.isFinite(weight);
}

function compileRanges(ranges: unknown, context: PayloadLocation): Choose {
  if (!Array.isArray(ranges)) {
    context.warn('expected a list of [start, end] pairs; nobody is included');
    return () => -1;
  }
  const numeric = ranges.every(
    (range) => typeof own(range, '0') === 'number' && typeof own(range, '1') === 'number',
  );
  if (numeric) {
    const table: RangeTable = Float64Array.from(ranges.flatMap((range) => [range[0], range[1]] as number[]));
    return (bucket) => chooseRange(table, bucket);
  }
  context.warn('expected [start, end] pairs of numbers; others are compared as they are');
  return (bucket) => ranges.findIndex((range) => isWithin(bucket, range));
}

/** Whether a bucket is in `[start, end)`. */
export function isWithin(bucket: number, range: unknown): boolean {
  return bucket >= asNumber(own(range, '0')) && bucket < asNumber(own(range, '1'));
}

/** Mutual exclusion by filters: every filter must admit the visitor. */
export function compileFilters(
  filters: unknown,
  defaults: ReadonlyMap<string, unknown>,
  context: PayloadLocation,
): Admission {
  if (!Array.isArray(filters))
    return context.malformed('expected a list of filters; the rule does not apply');
  const admissions = filters.map((filter, i) => compileFilter(filter, defaults, context.at(i)));
  return (walk) => admissions.every((admits) => admits(walk));
}

function compileFilter(
  filter: unknown,
  defaults: ReadonlyMap<string, unknown>,
  context: PayloadLocation,
): Admission {
  const attribute = new HashAttribute(own(filter, 'attribute'), undefined, defaults);
  const bucket = bucketer(keyOf(own(filter, 'seed')), own(filter, 'hashVersion') || 2);
  const ranges = own(filter, 'ranges');
  if (!Array.isArray(ranges)) return context.malformed('expected ranges: a list of [start, end] pairs');
  const choose = compileRanges(ranges, context.at('ranges'));
  return (walk) => {
    const value = attribute.value(walk);
    return value !== '' && bucket !== null && choose(bucket(value)) >= 0;
  };
}

/** Mutual exclusion by namespace, the older form: `[id, start, end]`. */
export function compileNamespace(namespace: unknown, context: PayloadLocation): (value: unknown) => boolean {
  if (!Array.isArray(namespace)) {
    return context.malformed('expected namespace: [id, start, end]; the experiment does not run');
  }
  const bucket = bucketer(`__${keyOf(namespace[0])}`, 1) as Bucketer;
  const range = [namespace[1], namespace[2]];
  return (value) => isWithin(bucket(value), range);
}
