import type { Platform } from '../ports/platform.js';
import { OPTION_DEFAULTS } from './option-defaults.js';
import type { CookieSettings, VisitorSettings } from './settings.js';
import type { VisitorCookieOptions, VisitorOptionsFor } from './visitor-options.js';

type Convention = Pick<Platform, 'cookie'>;

export function resolveVisitor<Context>(
  given: VisitorOptionsFor<Context>,
  platform: Convention,
): VisitorSettings<Context> {
  return Object.freeze({
    cookie: given.cookie === false ? null : resolveCookie(given.cookie ?? {}, platform),
    setCookie: given.setCookie ?? OPTION_DEFAULTS.setCookie,
    newcomers: given.newcomers ?? OPTION_DEFAULTS.newcomers,
    counts: bound(given, 'counts'),
    cacheControl: given.cacheControl ?? OPTION_DEFAULTS.cacheControl,
    queryParameter: resolveParameter(given.queryParameter ?? platform.cookie?.queryParameter),
    resolve: bound(given, 'resolve'),
    fromMessage: bound(given, 'fromMessage'),
    mint: bound(given, 'mint'),
    randomCode: platform.cookie?.mint ?? null,
    facts: bound(given, 'facts'),
    maxLength: given.maxLength ?? platform.cookie?.maxLength ?? OPTION_DEFAULTS.maxLength,
    pattern: given.pattern ?? null,
    asyncContext: given.asyncContext ?? OPTION_DEFAULTS.asyncContext,
  });
}

function resolveCookie(given: VisitorCookieOptions, platform: Convention): CookieSettings {
  const maxAgeMs = given.maxAgeMs ?? OPTION_DEFAULTS.cookieMaxAgeMs;
  return Object.freeze({
    name: given.name ?? platform.cookie?.name ?? OPTION_DEFAULTS.cookieName,
    domain: (given.domain ?? platform.cookie?.domain)?.replace(/^\./, ''),
    path: given.path ?? OPTION_DEFAULTS.cookiePath,
    maxAgeMs,
    secure: given.secure ?? (given.partitioned === true ? true : OPTION_DEFAULTS.cookieSecure),
    httpOnly: given.httpOnly ?? platform.cookie === undefined,
    sameSite: given.sameSite ?? OPTION_DEFAULTS.cookieSameSite,
    partitioned: given.partitioned ?? false,
    renewAfterMs: given.renewAfterMs ?? Math.min(OPTION_DEFAULTS.cookieRenewAfterMs, maxAgeMs / 2),
    signed: resolveSignature(given.signed),
  });
}

function resolveParameter(
  given: VisitorOptionsFor<never>['queryParameter'],
): VisitorSettings<never>['queryParameter'] {
  if (given === undefined) return null;
  if (typeof given === 'string') return Object.freeze({ name: given, replaces: false });
  return Object.freeze({ name: given.name, replaces: given.replaces ?? false });
}

function resolveSignature(given: VisitorCookieOptions['signed']): CookieSettings['signed'] {
  if (given === undefined || given === false) return false;
  if (given === true) return 'application';
  const { secret } = given;
  return Object.freeze({ secrets: Object.freeze(typeof secret === 'string' ? [secret] : [...secret]) });
}

/** A function of the options that may be written as a method: it keeps its `this`. */
function bound<T extends object, K extends keyof T>(owner: T, name: K): NonNullable<T[K]> | null {
  const method = owner[name];
  return typeof method === 'function' ? (method.bind(owner) as NonNullable<T[K]>) : null;
}
