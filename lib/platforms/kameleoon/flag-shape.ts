import type { Raw } from './raw.js';
import { areArms } from './payload.js';
import { isRaw, own, ownList, shown, textOf } from './raw.js';

/** A rule of the file, checked as far as evaluation needs. */
export interface RuleShape {
  readonly raw: Raw;
  readonly id: string;
  /** As in the file; anything but the two known kinds neither needs consent nor ends the walk. */
  readonly type: string;
  /** The experiment's id as in the file, and as text. */
  readonly experimentId: unknown;
  readonly experimentKey: string;
  /** Null: not a list of objects, so that the rule fails when it comes to choose. */
  readonly arms: readonly Raw[] | null;
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
  const rules = own(entry, 'rules');
  const variations = own(entry, 'variations');
  const wrong = !areObjects(rules) ? 'rules' : !areObjects(variations) ? 'variations' : null;
  return {
    raw: entry,
    path,
    key,
    id: own(entry, 'id'),
    enabled: Boolean(own(entry, 'environmentEnabled')),
    rules: wrong === null ? (rules as readonly Raw[]).map(readRule) : [],
    variations: wrong === null ? (variations as readonly Raw[]) : [],
    problem:
      wrong === null
        ? null
        : {
            path: `${path}.${wrong}`,
            message: `Expected a list of objects, got ${shown(own(entry, wrong))}; flag "${key}" is out of service.`,
          },
  };
}

function readRule(raw: Raw): RuleShape {
  const arms = ownList(raw, 'variationByExposition');
  const experimentId = own(raw, 'experimentId');
  return {
    raw,
    id: textOf(own(raw, 'id')),
    type: textOf(own(raw, 'type')),
    experimentId,
    experimentKey: textOf(experimentId),
    arms: areArms(arms) ? arms : null,
  };
}

function areObjects(value: unknown): value is readonly Raw[] {
  return Array.isArray(value) && value.every(isRaw);
}
