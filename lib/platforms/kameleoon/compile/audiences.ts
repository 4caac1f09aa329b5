import { NONE } from '../../../engine/decision.js';
import type { Program } from '../../../engine/program.js';
import type { Subject } from '../../../engine/subject.js';
import { visitorCodeOf } from '../decide/bucketing.js';
import { catalogOf } from './catalog.js';
import { Targeting } from '../subject/targeting.js';

/**
 * The tracked segments that include a visitor, as `evaluateAudiences` reports them.
 *
 * @returns ids of segments, in file order; a segment that fails to evaluate includes nobody
 */
export function matchingAudiences(program: Program, subject: Subject): readonly number[] {
  const matching: number[] = [];
  for (const { id, segment } of catalogOf(program).audiences) {
    const targeting = new Targeting(subject, visitorCodeOf(subject), null, segment.knowsRules, NONE);
    if (segment.isEmpty || (segment.test(targeting) && targeting.failure === null)) matching.push(id);
  }
  return matching;
}
