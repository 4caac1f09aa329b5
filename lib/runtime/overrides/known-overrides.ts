import type { ForcedUnknown, Program } from '../../engine/program.js';
import { EMPTY_PROGRAM } from '../../engine/program.js';
import { SignedOverrides } from '../scope/signed-overrides.js';
import type { LogOnce } from '../shared/log-once.js';
import type { OverrideTokens, SignedOverride } from './override-tokens.js';

/**
 * What of the overrides of a token can be forced: what the configuration does not know, or the options do not allow, is left out,
 * with one warning.
 *
 * @returns null when nothing is left
 */
export function knownOverrides(
  given: ReadonlyMap<string, SignedOverride>,
  program: Program,
  tokens: OverrideTokens,
  notices: LogOnce,
): SignedOverrides | null {
  // Nothing is decided yet.
  if (program === EMPTY_PROGRAM) return null;
  const variations = new Map<string, string | number>();
  const values = new Map<string, unknown>();
  for (const [key, override] of given) {
    const unknown = tokens.allows(key) ? unknownIn(program, key, override) : 'allow';
    if (unknown !== null)
      notices.once(`override:${unknown}:${key}`, () => leftOut(key, override, WHY[unknown]));
    else if (typeof override === 'object') values.set(key, override.value);
    else variations.set(key, override);
  }
  return variations.size + values.size === 0 ? null : new SignedOverrides(variations, values);
}

function unknownIn(program: Program, key: string, override: SignedOverride): ForcedUnknown | null {
  const { flags, experiments, variables, unknownForced } = program;
  const isKnown = flags.has(key) || experiments.has(key);
  if (typeof override === 'object') return isKnown || variables.has(key) ? null : 'key';
  if (unknownForced !== null) return unknownForced(key, override);
  return isKnown ? null : 'key';
}

const WHY = {
  key: 'the configuration in service does not know the key',
  variation: 'the configuration in service knows no such variation',
  allow: 'the option overrides.allow does not name it',
} as const;

function leftOut(key: string, override: SignedOverride, why: string): string {
  const what = typeof override === 'object' ? 'a value' : JSON.stringify(override);
  return `A signed override forces ${what} for "${key}", but ${why}; it is left out.`;
}
