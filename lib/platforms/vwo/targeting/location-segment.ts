import { isObject, own } from '../../../platform-kit/foreign-json.js';
import { textOf } from '../payload/foreign-value.js';
import { VWO_FACTS } from '../subject/subject-keys.js';
import type { Segment } from '../subject/segment-match.js';
import { broken, BROKEN, NO, YES } from '../subject/segment-match.js';
import type { Visit } from '../subject/visit.js';

/** Operands on the visitor's location. VWO looks at them only together, and only inside `and`. */
export const LOCATION_OPERATORS: readonly string[] = ['country', 'region', 'city'];

/**
 * Compiles a location that must match as a whole.
 *
 * @param wanted - by operator, as in the payload
 */
export function compileLocation(wanted: ReadonlyMap<string, unknown>): Segment {
  const places: [name: string, text: string | null][] = [];
  for (const [name, value] of wanted) {
    const text = placeText(value);
    if (text === undefined) return broken;
    places.push([name, text]);
  }
  return (visit) => {
    const location = locationOf(visit);
    if (!location) return NO;
    if (!isObject(location)) return BROKEN;
    for (const [name, text] of places) {
      if (!Object.hasOwn(location, name)) return NO;
      const actual = placeText(own(location, name));
      if (actual === undefined) return BROKEN;
      if (actual !== text) return NO;
    }
    return YES;
  };
}

/** A location counts only for a visitor whose address is given, be it null or empty. */
function locationOf(visit: Visit): unknown {
  return visit.fact(VWO_FACTS.ipAddress) === undefined ? undefined : visit.fact(VWO_FACTS.location);
}

/** Without quotes and spaces around it; null for a place that is not known, undefined for one that has no text. */
function placeText(value: unknown): string | null | undefined {
  if (value === null || value === undefined) return null;
  return textOf(value)?.replaceAll(/^"|"$/g, '').trim();
}
