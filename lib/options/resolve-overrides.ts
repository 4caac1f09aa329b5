import { OPTION_DEFAULTS } from './option-defaults.js';
import type { OverridesOptions } from './overrides-options.js';
import type { OverridesSettings } from './settings.js';

export function resolveOverrides(given: OverridesOptions | undefined): OverridesSettings | null {
  if (given === undefined) return null;
  const { secret, secrets, parameter, cookie, header, allow, maxAgeMs } = given;
  return Object.freeze({
    secrets: Object.freeze(secret === undefined ? [...(secrets ?? [])] : [secret]),
    parameter: parameter === false ? null : (parameter ?? OPTION_DEFAULTS.overridesName),
    cookie: cookie === false ? null : (cookie ?? OPTION_DEFAULTS.overridesName),
    header: header?.toLowerCase() ?? null,
    allow: allow === undefined ? null : new Set(allow),
    maxAgeMs: maxAgeMs ?? OPTION_DEFAULTS.overridesMaxAgeMs,
  });
}
