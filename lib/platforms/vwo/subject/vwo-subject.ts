import type { SubjectInit, UnitValue } from '../../../engine/subject.js';
import type { VisitorFacts } from '../../../ports/platform.js';
import { VISITOR_UNIT, VWO_FACTS } from './subject-keys.js';

type Units = ReadonlyMap<string, UnitValue>;

/** What `vwo()` is told about visitors. */
export interface VwoSubjectOptions {
  /** The unit that VWO knows as the user: what is hashed. @defaultValue `'visitor'`, the visitor code */
  readonly visitorUnit?: string | undefined;
  /** The variables that whitelists of variations are compared with. @defaultValue none, as in the vendor's SDK */
  readonly variationTargetingVariables?: ((visitor: VisitorFacts) => SubjectInit['attributes']) | undefined;
  /**
   * What is hashed in place of the user id, such as a company that all of its users share the variations of. Lists of users,
   * stored decisions and reports know the user all the same. Undefined or blank: the user id is hashed.
   *
   * @defaultValue none. Newer versions of VWO's SDK have it in their user context
   */
  readonly bucketingSeed?: ((visitor: VisitorFacts) => string | null | undefined) | undefined;
  /** Names of attributes that go along with exposures, for VWO's reports. @defaultValue none */
  readonly postSegmentationVariables?: readonly string[] | undefined;
}

/** Puts what is known of visitors into the words that compiled settings read. */
export function subjectOf(options: VwoSubjectOptions): (visitor: VisitorFacts) => SubjectInit {
  const { variationTargetingVariables, postSegmentationVariables, bucketingSeed } = options;
  const named = unitNaming(options.visitorUnit);
  return (visitor) => {
    // An address that is not known is null: VWO asks for locations of visitors only where it is not left out.
    const facts = new Map<string, unknown>([[VWO_FACTS.ipAddress, visitor.ip]]);
    if (visitor.userAgent !== null) facts.set(VWO_FACTS.userAgent, visitor.userAgent);
    if (variationTargetingVariables !== undefined) {
      facts.set(VWO_FACTS.variationTargetingVariables, variationTargetingVariables(visitor));
    }
    if (postSegmentationVariables !== undefined) {
      facts.set(VWO_FACTS.postSegmentationVariables, postSegmentationVariables);
    }
    if (bucketingSeed !== undefined) facts.set(VWO_FACTS.bucketingSeed, bucketingSeed(visitor));
    return { units: named(visitor.units), attributes: visitor.attributes, url: visitor.url, facts };
  };
}

/**
 * Gives the unit of a name the name that compiled settings read.
 *
 * @param visitorUnit - a visitor without such a unit has no user id, and gets nothing
 */
function unitNaming(visitorUnit: string = VISITOR_UNIT): (units: Units) => Units {
  if (visitorUnit === VISITOR_UNIT) return (units) => units;
  return (units) => {
    const renamed = new Map(units);
    const user = units.get(visitorUnit);
    if (user === undefined) renamed.delete(VISITOR_UNIT);
    else renamed.set(VISITOR_UNIT, user);
    return renamed;
  };
}
