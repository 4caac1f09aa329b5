/** What a visitor code may look like. */
export interface VisitorCodeRule {
  /** Longest code, in UTF-16 units. */
  readonly maxLength: number;
  /** What a code must match besides; null for no more than the rule below. */
  readonly pattern: { test(text: string): boolean } | null;
}

const VISIBLE = /^[\x21-\x7e]+$/;

/**
 * Whether a value can be taken for a visitor code: a text of visible ASCII characters (U+0021 to U+007E) that is neither
 * empty nor too long. What comes from cookies and URLs is written by strangers and ends up in logs, files and vendors' systems.
 */
export function isVisitorCode(value: unknown, rule: VisitorCodeRule): value is string {
  if (typeof value !== 'string' || value.length === 0 || value.length > rule.maxLength) return false;
  return VISIBLE.test(value) && (rule.pattern === null || rule.pattern.test(value));
}
