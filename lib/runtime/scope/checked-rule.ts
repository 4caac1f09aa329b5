import type { Platform } from '../../ports/platform.js';

/** @throws `TypeError` when a rule is named, and the platform has no rules that can be forced one by one */
export function checkRule(
  { name, forcesRules }: Pick<Platform, 'name' | 'forcesRules'>,
  key: string,
  rule: string | null,
): void {
  if (rule === null || forcesRules === true) return;
  throw new TypeError(
    `Platform ${name} has no rules that can be overridden one by one. Leave out "rule" to override "${key}" as a whole.`,
  );
}
