import { TRAFFIC_BUCKETS } from './bucketing.js';
import { rangeOf, SPLIT_BUCKETS } from '../payload/bucket-ranges.js';
import type { LinkedRule } from './linked-rule.js';
import { place, WITHOUT_HASH } from './placement.js';
import type { Placement, Visit } from '../subject/visit.js';

/** Whether the visitor's bucket is within the traffic of a rule. */
export function inTraffic(rule: LinkedRule, visit: Visit): boolean {
  return trafficBucket(rule, visit) <= rule.traffic.limit;
}

/** The place that hashing gives the visitor; null outside of the traffic, or in a gap between variations. */
export function bucketed(rule: LinkedRule, visit: Visit): Placement | null {
  const { traffic, split, first, campaign } = rule;
  const bucket = trafficBucket(rule, visit);
  if (visit.explaining)
    visit.walk.note(`traffic bucket ${bucket} of ${TRAFFIC_BUCKETS}, limit ${traffic.limit}`);
  if (!(bucket <= traffic.limit)) return null;
  if (split !== null) return bySplit(rule, split.prefix, split.ranges, visit);
  return first === undefined ? null : place(visit, campaign, first, { bucket, isStored: false });
}

/** The place of a visitor for whom nothing may be hashed: only traffic that takes everybody takes them. */
export function unhashed({ traffic, first, campaign }: LinkedRule, visit: Visit): Placement | null {
  const takesAll = traffic.limit >= TRAFFIC_BUCKETS && visit.userId !== '';
  return takesAll && first !== undefined ? place(visit, campaign, first, WITHOUT_HASH) : null;
}

function bySplit(rule: LinkedRule, prefix: string, ranges: Float64Array, visit: Visit): Placement | null {
  const bucket = visit.bucket(prefix, SPLIT_BUCKETS);
  if (visit.explaining) visit.walk.note(`variation bucket ${bucket} of ${SPLIT_BUCKETS}`);
  const variation = rule.variations[rangeOf(ranges, bucket)];
  return variation === undefined ? null : place(visit, rule.campaign, variation, { bucket, isStored: false });
}

/** NaN, which is within no limit, for a visitor whose id has no text (an empty list). */
function trafficBucket(rule: LinkedRule, visit: Visit): number {
  return visit.userId === '' ? NaN : visit.bucket(rule.traffic.prefix, TRAFFIC_BUCKETS);
}
