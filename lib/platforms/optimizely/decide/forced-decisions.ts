import type { Subject } from '../../../engine/subject.js';
import { own } from '../../../platform-kit/foreign-json.js';
import type { Json } from '../payload/payload.js';
import { shown } from '../payload/read-json.js';

/** Stands for "the whole flag" where forced decisions are listed by rule key, as in the official SDK. */
export const WHOLE_FLAG = '$opt_null_rule_key';

/** The rule key to look for: a rule without one shares the flag's. */
export function forcedRuleKey(raw: Json): string {
  return shown(own(raw, 'key') ?? WHOLE_FLAG);
}

/**
 * The variation key forced for a flag (`ruleKey` = {@link WHOLE_FLAG}) or one of its rules. A flag's entry in
 * `Subject.forcedVariations` is a variation key, which stands for the whole flag, or variation keys by rule key (in a Map, null
 * stands for the whole flag too).
 *
 * @returns undefined when none is forced
 */
export function forcedDecision(subject: Subject, flagKey: string, ruleKey: string): string | undefined {
  if (subject.forcedVariations.size === 0) return undefined;
  const entry = subject.forcedVariations.get(flagKey);
  if (typeof entry === 'string') return ruleKey === WHOLE_FLAG ? entry : undefined;
  const forced = lookUp(entry, ruleKey);
  return typeof forced === 'string' ? forced : undefined;
}

function lookUp(entry: unknown, ruleKey: string): unknown {
  if (entry instanceof Map) return entry.get(ruleKey === WHOLE_FLAG && entry.has(null) ? null : ruleKey);
  if (typeof entry !== 'object' || entry === null || !Object.hasOwn(entry, ruleKey)) return undefined;
  return (entry as Readonly<Record<string, unknown>>)[ruleKey];
}
