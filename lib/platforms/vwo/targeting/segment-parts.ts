import { describeValue } from '../../../platform-kit/describe-value.js';
import type { Segment } from '../subject/segment-match.js';
import { broken } from '../subject/segment-match.js';

/** Levels of `and`, `or` and `not` that a segment may have. VWO's own SDK overflows its stack not far beyond. */
export const MAX_SEGMENT_DEPTH = 1000;

/** What compiling a segment needs to know of the rest of the payload, and where it reports. */
export interface SegmentParts {
  /** Key of the feature with an id: the first that has it. */
  readonly featureKey: (id: number) => string | undefined;
  readonly warn: (message: string) => void;
  /** Notes a list that the gateway must be asked about. */
  readonly usesList: (list: AttributeList) => void;
  /** Reports a part that cannot be tested, and gives the segment that says so. */
  readonly broken: (expected: string, received: unknown) => Segment;
  /** Segments that are compiled already, by node. */
  readonly compiled: Map<object, Segment>;
}

/** An attribute that is looked up in a list of the gateway. */
export interface AttributeList {
  readonly attribute: string;
  readonly listId: string;
}

/** Completes a context: parts that cannot be tested are reported as warnings. */
export function segmentParts(given: Omit<SegmentParts, 'broken'>): SegmentParts {
  return {
    ...given,
    broken: (expected, received) => {
      given.warn(
        `${expected}, got ${describeValue(received)}; visitors who come to it get the feature switched off`,
      );
      return broken;
    },
  };
}
