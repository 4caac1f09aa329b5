import type { PatternTest } from '../../../engine/conditions/pattern.js';
import { compilePattern } from '../../../engine/conditions/pattern.js';
import { isObject } from '../../../platform-kit/foreign-json.js';
import { textOf } from '../payload/foreign-value.js';
import { VWO_FACTS } from '../subject/subject-keys.js';
import type { Segment, SegmentMatch } from '../subject/segment-match.js';
import { BROKEN, NO, verdict, YES } from '../subject/segment-match.js';

/** Operands on what the user agent tells. VWO looks at them only together, and only inside `or`. */
export const DEVICE_OPERATORS: readonly string[] = ['os', 'browser_string', 'device_type', 'device'];

/** What one property of the user agent may be. */
interface Wanted {
  /** Lower-cased; wildcards too, as they are. */
  readonly texts: ReadonlySet<string>;
  /** Null: a wildcard that makes no pattern. */
  readonly wildcards: readonly (PatternTest | null)[];
}

/**
 * Compiles operands of which any may match.
 *
 * The segment answers `BROKEN` where VWO's SDK fails: the caller goes on then.
 *
 * @param wanted - texts by operator, as in the payload
 */
export function compileDevice(wanted: ReadonlyMap<string, readonly string[]>): Segment {
  const byName = new Map<string, Wanted>();
  for (const [name, texts] of wanted) byName.set(name, compileWanted(texts));
  return (visit) => {
    if (!visit.fact(VWO_FACTS.userAgent)) return NO;
    const info = visit.fact(VWO_FACTS.userAgentInfo);
    return isObject(info) ? anyMatch(info, byName) : NO;
  };
}

function compileWanted(texts: readonly string[]): Wanted {
  const lower = texts.map((text) => text.toLowerCase());
  const wildcards = lower.filter((text) => text.startsWith('wildcard(') && text.endsWith(')'));
  return {
    texts: new Set(lower),
    // Stars are wildcards; everything else stays what it means in a regular expression.
    wildcards: wildcards.map((text) => compilePattern(text.slice(9, -1).replaceAll('*', '.*'), 'i')),
  };
}

function anyMatch(info: object, byName: ReadonlyMap<string, Wanted>): SegmentMatch {
  for (const [name, actual] of Object.entries(info) as [string, unknown][]) {
    const wanted = byName.get(name);
    if (wanted === undefined) continue;
    const outcome = matches(wanted, actual);
    if (outcome !== NO) return outcome;
  }
  return NO;
}

function matches(wanted: Wanted, actual: unknown): SegmentMatch {
  for (const wildcard of wanted.wildcards) {
    const text = textOf(actual);
    if (wildcard === null || text === undefined) return BROKEN;
    if (wildcard(text)) return YES;
  }
  if (actual === null || actual === undefined) return NO;
  return typeof actual === 'string' ? verdict(wanted.texts.has(actual.toLowerCase())) : BROKEN;
}
