import type { Decision } from '../../../engine/decision.js';
import type { Walk } from '../../../engine/walk.js';
import { own } from '../../../platform-kit/foreign-json.js';
import { keyOf } from '../payload/coerce.js';
import { compileCondition } from '../targeting/compile-condition.js';
import type { PayloadLocation } from '../payload/payload-location.js';
import type { CompileScope } from './compilation.js';
import type { Prerequisite } from '../decide/experiment-parts.js';

/** Features of this prefix are holdouts: prerequisites that keep a share of visitors out of everything. */
const HOLDOUT_PREFIX = '$holdout:';

/** A feature that another one depends on. */
export interface CompiledPrerequisite {
  readonly holds: Prerequisite;
  /** Failing closes the whole feature, not just the rule. */
  readonly gate: boolean;
  readonly isHoldout: boolean;
}

/** Compiles `parentConditions`. */
export function compilePrerequisites(
  list: unknown,
  scope: CompileScope,
  context: PayloadLocation,
): readonly CompiledPrerequisite[] {
  if (Array.isArray(list)) return list.map((item, i) => compilePrerequisite(item, scope, context.at(i)));
  const refuse = context.malformed('expected a list of prerequisites; the rule does not apply');
  return [{ holds: refuse, gate: false, isHoldout: false }];
}

function compilePrerequisite(
  item: unknown,
  scope: CompileScope,
  context: PayloadLocation,
): CompiledPrerequisite {
  const id = keyOf(own(item, 'id'));
  const condition = own(item, 'condition');
  const test = condition
    ? compileCondition(condition, scope.conditions.groups.dataScope, context.at('condition'))
    : null;
  return {
    holds: (walk: Walk) => {
      const parent = walk.prerequisite(id);
      if (parent.cause === 'prerequisite-cycle') return 'cycle';
      return test === null || test({ value: servedBy(parent) }, null) ? 'holds' : 'fails';
    },
    gate: Boolean(own(item, 'gate')),
    isHoldout: id.startsWith(HOLDOUT_PREFIX),
  };
}

/** What conditions see: a variation without a value (forced by an index that is not there) has undefined, which is in no list. */
function servedBy({ source, assignment, value }: Decision): unknown {
  return source === 'experiment' && assignment !== null ? assignment.variation.value : value;
}
