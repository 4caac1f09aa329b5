import type { StoredName } from '../../../engine/decision.js';
import type { Subject } from '../../../engine/subject.js';
import { textOf } from '../payload/foreign-value.js';

/** The unit that VWO buckets: the `id` of its user context. */
export const VISITOR_UNIT = 'visitor';

/** The visitor as text; undefined without one (0 and empty text are none), or if it has no text. */
export function visitorText(subject: Pick<Subject, 'units'>): string | undefined {
  const id: unknown = subject.units.get(VISITOR_UNIT);
  return id ? textOf(id) : undefined;
}

/** The name under which segments see the visitor. Callers' own values of that name are overwritten. */
export const USER_ID_VARIABLE = '_vwoUserId';

/** Names of the facts that compiled VWO segments and events read from `Subject.facts`. All are optional. */
export const VWO_FACTS = Object.freeze({
  /** The user agent header, as text. */
  userAgent: 'userAgent',
  /** The visitor's IP address, as text. */
  ipAddress: 'ipAddress',
  /** Where the visitor is: `{ country, region, city }`, as the gateway or the application tells. */
  location: 'location',
  /** What is known of the user agent: `{ os, os_version, browser_string, browser_version, device_type, device }`. */
  userAgentInfo: 'userAgentInfo',
  /** The gateway's answers on lists: by list id, then by the text of the attribute's value. Answers that are missing count as no. */
  attributeLists: 'attributeLists',
  /** Variables that whitelists of variations are compared with (segments of campaigns see the attributes instead). */
  variationTargetingVariables: 'variationTargetingVariables',
  /** What is hashed in place of the visitor: a text that is not blank. Lists of users and stored decisions know the visitor. */
  bucketingSeed: 'bucketingSeed',
  /** Names of attributes that exposures carry to VWO's reports: a list of texts. */
  postSegmentationVariables: 'postSegmentationVariables',
});

/** Key of the stored document of a feature and visitor, as VWO's own browser connector addresses it. */
export function storedKey(featureKey: string, userId: string): string {
  return `${featureKey}_${userId}`;
}

/** The same document, in parts. */
export function storedName(featureKey: string, userId: string): StoredName {
  return { key: storedKey(featureKey, userId), feature: featureKey, unit: VISITOR_UNIT, value: userId };
}

/** The feature key under which the winner of a mutually exclusive group is stored. */
export function groupFeatureKey(groupId: unknown): string {
  return `_vwo_meta_meg_${String(groupId)}`;
}
