import type { Visit } from './visit.js';

/** The outcome of a test: no, yes, or "the test itself cannot be done", which switches the flag off for this visitor. */
export type SegmentMatch = 0 | 1 | 2;

export const NO = 0;
export const YES = 1;
/** VWO's SDK throws here and answers "off". */
export const BROKEN = 2;

/** A segment, compiled: pure, and reads nothing but the visit. */
export type Segment = (visit: Visit) => SegmentMatch;

export const never: Segment = () => NO;
export const always: Segment = () => YES;
export const broken: Segment = () => BROKEN;

export function verdict(yes: boolean): SegmentMatch {
  return yes ? YES : NO;
}
