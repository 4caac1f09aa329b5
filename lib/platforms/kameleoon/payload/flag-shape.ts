import type { Raw } from './raw.js';
import { areObjects, isRaw, own, shown, textOf } from './raw.js';

/** A rule of the file, checked as far as evaluation needs. */
export interface RuleShape {
  readonly raw: Raw;
  readonly id: string;
  /** As in the file; anything but the two known kinds neither needs consent nor ends the walk. */
  readonly type: string;
  /** The experiment's id as in the file, and as text. */
  readonly experimentId: unknown;
  readonly experimentKey: string;
  readonly arms: readonly Raw[];
}

/** A flag of the file, checked as far as evaluation needs. */
export interface FlagShape {
  readonly raw: Raw;
  readonly path: string;
  readonly key: string;
  /** As in the file: members of exclusive groups are sorted by it. */
  readonly id: unknown;
  readonly enabled: boolean;
  readonly rules: readonly RuleShape[];
  readonly variations: readonly Raw[];
  /** What makes the flag unusable; null if nothing does. */
  readonly problem: { readonly path: string; readonly message: string } | null;
}

/** Reads a flag; null when it has no usable key. */
export function readFlag(entry: unknown, path: string): FlagShape | null {
  const key = isRaw(entry) ? own(entry, 'featureKey') : undefined;
  if (!isRaw(entry) || typeof key !== 'string') return null;
  const wrong = findWrong(entry);
  return {
    raw: entry,
    path,
    key,
    id: own(entry, 'id'),
    enabled: Boolean(own(entry, 'environmentEnabled')),
    rules: wrong === null ? (own(entry, 'rules') as readonly Raw[]).map(readRule) : [],
    variations: wrong === null ? (own(entry, 'variations') as readonly Raw[]) : [],
    problem:
      wrong === null
        ? null
        : {
            path: `${path}.${wrong.path}`,
            message: `Expected a list of objects, got ${shown(wrong.value)}; flag "${key}" is out of service.`,
          },
  };
}

/** The first list of a flag that is none. One such flag makes the vendor's SDK reject the whole file. */
function findWrong(flag: Raw): { readonly path: string; readonly value: unknown } | null {
  for (const path of ['variations', 'rules']) {
    const value = own(flag, path);
    if (!areObjects(value)) return { path, value };
  }
  const rules = own(flag, 'rules') as readonly Raw[];
  for (const [index, rule] of rules.entries()) {
    const value = own(rule, 'variationByExposition');
    if (!areObjects(value)) return { path: `rules[${index}].variationByExposition`, value };
  }
  return null;
}

function readRule(raw: Raw): RuleShape {
  const experimentId = own(raw, 'experimentId');
  return {
    raw,
    id: textOf(own(raw, 'id')),
    type: textOf(own(raw, 'type')),
    experimentId,
    experimentKey: textOf(experimentId),
    arms: own(raw, 'variationByExposition') as readonly Raw[],
  };
}
