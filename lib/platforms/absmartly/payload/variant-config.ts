import { jsonMap } from '../../../engine/json-map.js';
import { NO_VARIABLES } from '../../../engine/decision.js';
import { deepFreeze } from '../../../platform-kit/deep-freeze.js';

/**
 * Parses a variant's configuration: JSON text, or nothing at all for a variant without variables.
 *
 * @throws SyntaxError when it is no JSON, TypeError when it is JSON's null (the vendor's SDK rejects the file for both)
 */
export function parseConfig(config: unknown): unknown {
  if (!hasLength(config)) return {};
  const parsed: unknown = JSON.parse(String(config));
  if (parsed === null) throw new TypeError('null has no variables');
  return deepFreeze(parsed);
}

/** What the vendor takes for text: whatever has a length above 0. */
function hasLength(config: unknown): boolean {
  if (typeof config === 'string') return config !== '';
  if (typeof config !== 'object' || config === null || !Object.hasOwn(config, 'length')) return false;
  return Number((config as { length: unknown }).length) > 0;
}

/** The variables of a parsed configuration by key. Lists and texts have their members by index, as the vendor has it. */
export function variablesOf(config: unknown): ReadonlyMap<string, unknown> {
  const entries = Object.entries(config as object);
  return entries.length === 0 ? NO_VARIABLES : jsonMap(entries);
}

/** Whether a configuration sets a variable. Texts and numbers set none: the vendor's SDK throws when it is asked. */
export function setsVariable(config: unknown, key: string): config is Record<string, unknown> {
  return typeof config === 'object' && config !== null && Object.hasOwn(config, key);
}
