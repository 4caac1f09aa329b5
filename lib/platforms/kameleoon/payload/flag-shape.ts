import { describeValue } from '../../../platform-kit/describe-value.js';
import type { JsonObject } from '../../../platform-kit/foreign-json.js';
import { areJsonObjects, isJsonObject, own } from '../../../platform-kit/foreign-json.js';
import { textOf } from './raw.js';

/** A rule of the file, checked as far as evaluation needs. */
export interface RuleShape {
  readonly raw: JsonObject;
  readonly id: string;
  /** As in the file; anything but the two known kinds neither needs consent nor ends the walk. */
  readonly type: string;
  /** The experiment's id as in the file, and as text. */
  readonly experimentId: unknown;
  readonly experimentKey: string;
  readonly arms: readonly JsonObject[];
}

/** A flag of the file, checked as far as evaluation needs. */
export interface FlagShape {
  readonly raw: JsonObject;
  readonly path: string;
  readonly key: string;
  /** As in the file: members of exclusive groups are sorted by it. */
  readonly id: unknown;
  readonly enabled: boolean;
  readonly rules: readonly RuleShape[];
  readonly variations: readonly JsonObject[];
  /** What makes the flag unusable; null if nothing does. */
  readonly problem: { readonly path: string; readonly message: string } | null;
}

/** Reads a flag; null when it has no usable key. */
export function readFlag(entry: unknown, path: string): FlagShape | null {
  const key = isJsonObject(entry) ? own(entry, 'featureKey') : undefined;
  if (!isJsonObject(entry) || typeof key !== 'string') return null;
  const wrong = findWrong(entry);
  return {
    raw: entry,
    path,
    key,
    id: own(entry, 'id'),
    enabled: Boolean(own(entry, 'environmentEnabled')),
    rules: wrong === null ? (own(entry, 'rules') as readonly JsonObject[]).map(readRule) : [],
    variations: wrong === null ? (own(entry, 'variations') as readonly JsonObject[]) : [],
    problem:
      wrong === null
        ? null
        : {
            path: `${path}.${wrong.path}`,
            message: `Expected a list of objects, got ${describeValue(wrong.value)}; flag "${key}" is out of service.`,
          },
  };
}

/** The first list of a flag that is none. One such flag makes the vendor's SDK reject the whole file. */
function findWrong(flag: JsonObject): { readonly path: string; readonly value: unknown } | null {
  for (const path of ['variations', 'rules']) {
    const value = own(flag, path);
    if (!areJsonObjects(value)) return { path, value };
  }
  const rules = own(flag, 'rules') as readonly JsonObject[];
  for (const [index, rule] of rules.entries()) {
    const value = own(rule, 'variationByExposition');
    if (!areJsonObjects(value)) return { path: `rules[${index}].variationByExposition`, value };
  }
  return null;
}

function readRule(raw: JsonObject): RuleShape {
  const experimentId = own(raw, 'experimentId');
  return {
    raw,
    id: textOf(own(raw, 'id')),
    type: textOf(own(raw, 'type')),
    experimentId,
    experimentKey: textOf(experimentId),
    arms: own(raw, 'variationByExposition') as readonly JsonObject[],
  };
}
