import type { JsonObject } from '../../../../platform-kit/foreign-json.js';
import { own } from '../../../../platform-kit/foreign-json.js';
import type { ConditionParts } from '../condition-parts.js';
import { textOf } from '../../payload/raw.js';
import type { Condition } from '../../subject/targeting.js';
import { MAX_SEGMENT_DEPTH, NEVER } from '../../subject/targeting.js';

/** Another segment. */
export function compileSegmentReference(condition: JsonObject, context: ConditionParts): Condition {
  const id = own(condition, 'segmentId');
  const segment = id ? context.segment(textOf(id)) : undefined;
  if (segment === undefined) return NEVER;
  return (targeting) => {
    if (targeting.crashed) return false;
    if (targeting.depth >= MAX_SEGMENT_DEPTH) {
      return targeting.crash('RangeError', `Segment ${textOf(id)} refers to itself. Break the cycle.`);
    }
    const before = targeting.failures;
    targeting.depth++;
    const answer =
      targeting.depth > 1 ? targeting.once(segment, () => segment.test(targeting)) : segment.test(targeting);
    targeting.depth--;
    return targeting.failures === before && answer;
  };
}
