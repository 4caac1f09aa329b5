import { evalCondition } from '@growthbook/growthbook';
import type { ProgramWarning } from '../../../../../lib/engine/program.js';
import {
  MalformedPart,
  PayloadLocation,
} from '../../../../../lib/platforms/growthbook/payload/payload-location.js';
import { attributeAccess } from '../../../../../lib/platforms/growthbook/subject/condition-access.js';
import {
  compileCondition,
  CONDITION_COMPILER,
} from '../../../../../lib/platforms/growthbook/targeting/compile-condition.js';
import { SavedGroups } from '../../../../../lib/platforms/growthbook/targeting/saved-groups.js';

type Json = Readonly<Record<string, unknown>>;

/** What we and the official SDK say of somebody; `throws` where no answer is given. */
export interface Judgements {
  readonly ours: boolean | 'throws';
  readonly theirs: boolean | 'throws';
  /** What the compiler complained of. */
  readonly warnings: readonly string[];
}

/** A condition as we compile it. */
export function compiled(
  condition: unknown,
  groups: Json = {},
  warnings: ProgramWarning[] = [],
): (attributes: Json) => boolean {
  const root = PayloadLocation.root(warnings);
  const savedGroups = new SavedGroups(groups, root, CONDITION_COMPILER);
  const scope = { ...savedGroups.dataScope, access: attributeAccess(new Map()) };
  const test = compileCondition(condition, scope, root);
  return (attributes) => test(new Map(Object.entries(attributes)), null);
}

/** Whether a condition holds for attributes, by us and by the official SDK. */
export function judge(condition: unknown, attributes: Json, groups: Json = {}): Judgements {
  const warnings: ProgramWarning[] = [];
  const ours = attempt(() => compiled(condition, groups, warnings)(attributes), MalformedPart);
  const theirs = attempt(() => evalCondition(attributes, condition as never, groups as never), Error);
  return { ours, theirs, warnings: warnings.map(({ path, message }) => `${path}: ${message}`) };
}

/** What we throw is of one kind only; anything else is a mistake of ours. */
function attempt(
  test: () => boolean,
  expected: abstract new (...args: never[]) => Error,
): boolean | 'throws' {
  try {
    return test();
  } catch (error) {
    if (error instanceof expected) return 'throws';
    throw error;
  }
}

/** The same judgement by both. */
export function both(judgement: boolean | 'throws'): Pick<Judgements, 'ours' | 'theirs'> {
  return { ours: judgement, theirs: judgement };
}
