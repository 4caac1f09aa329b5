import { Callback, Check, Choice, Required, Section, Switch, Whole } from './check.js';
import { OPTION_DEFAULTS } from './option-defaults.js';
import { isSecret } from './secret.js';

/** Browsers cut off what is longer. */
const YEAR_400_DAYS_MS = 400 * 24 * 60 * 60 * 1_000;
const DEFAULT_MAX_AGE_MS: number = OPTION_DEFAULTS.cookieMaxAgeMs;

export class CookieSignatureRules {
  @Required(
    (value) => isSecret(value) || (Array.isArray(value) && value.length !== 0 && value.every(isSecret)),
    'a secret of 16 characters or more, or a list of such',
    'Take it from the environment; openssl rand -base64 32 makes one.',
  )
  secret!: unknown;
}

export class VisitorCookieRules {
  @Check(
    (value) => typeof value === 'string' && /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,128}$/.test(value),
    "a cookie name: letters, digits and !#$%&'*+-.^_`|~",
    'RFC 6265 allows no other characters.',
  )
  @Check(
    fitsPrefix,
    'options that the prefix __Secure- or __Host- of the name allows',
    'Both need secure: true; __Host- also path "/" and no domain.',
  )
  name!: unknown;

  @Check(
    (value) => typeof value === 'string' && /^\.?[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(value),
    'a host name such as example.com',
    'Give the parent domain that the subdomains share, without protocol and port.',
  )
  domain!: unknown;

  @Check(
    (value) => typeof value === 'string' && /^\/[ -:<-~]*$/.test(value),
    'a path that begins with "/"',
    'Leave it out for the whole site.',
  )
  path!: unknown;

  @Whole(1_000, YEAR_400_DAYS_MS, 'milliseconds; browsers allow 400 days')
  maxAgeMs!: unknown;

  @Check(
    (value) => typeof value === 'boolean' || value === 'auto',
    "true, false or 'auto'",
    'Leave it out for the default.',
  )
  secure!: unknown;

  @Switch()
  httpOnly!: unknown;

  @Choice('strict', 'lax', 'none')
  @Check(
    (value, { secure }: { secure?: unknown }) => value !== 'none' || secure === true,
    "'strict' or 'lax' unless secure is true",
    "Set secure: true: browsers refuse cookies of sameSite 'none' without.",
  )
  sameSite!: unknown;

  @Switch()
  @Check(
    (value, { secure }: { secure?: unknown }) => value !== true || secure === true || secure === undefined,
    'false unless secure is true',
    'Leave secure out, or set it to true: browsers refuse partitioned cookies that are not.',
  )
  partitioned!: unknown;

  @Whole(0, YEAR_400_DAYS_MS, 'milliseconds')
  @Check(
    (value, { maxAgeMs }: { maxAgeMs?: unknown }) =>
      typeof value !== 'number' || value < (typeof maxAgeMs === 'number' ? maxAgeMs : DEFAULT_MAX_AGE_MS),
    'less than maxAgeMs',
    'A cookie that is renewed later than it expires is lost.',
  )
  renewAfterMs!: unknown;

  @Section(
    [CookieSignatureRules],
    'true, false or { secret }',
    'Leave it out if visitors may choose who they are.',
    (value) => typeof value === 'boolean',
  )
  signed!: unknown;
}

export class QueryParameterRules {
  @Required(
    isParameterName,
    'the name of a query parameter',
    'Letters, digits and ._~- need no encoding in links.',
  )
  name!: unknown;

  @Switch()
  replaces!: unknown;
}

export class VisitorRules {
  @Section(
    [VisitorCookieRules],
    'an object or false',
    'Leave it out for the default cookie.',
    (value) => value === false,
  )
  cookie!: unknown;

  @Choice('when-due', 'always', 'when-new', 'never')
  @Check(
    (value, { cookie }: { cookie?: unknown }) => cookie !== false || value === 'never',
    'no setCookie where cookie is false',
    'Leave setCookie out, or allow a cookie.',
  )
  setCookie!: unknown;

  @Section(
    [QueryParameterRules],
    'the name of a query parameter, or { name, replaces }',
    'Letters, digits and ._~- need no encoding in links.',
    isParameterName,
  )
  queryParameter!: unknown;

  @Choice('all', 'navigations')
  newcomers!: unknown;

  @Callback('(request) => boolean')
  counts!: unknown;

  @Switch()
  cacheControl!: unknown;

  @Callback('(request) => visitor code')
  resolve!: unknown;

  @Callback('(context) => visitor code')
  fromMessage!: unknown;

  @Callback('(request) => visitor code')
  mint!: unknown;

  @Callback('(request) => ({ url, userAgent, ip })')
  facts!: unknown;

  @Whole(1, 1_024, 'characters')
  maxLength!: unknown;

  @Check(
    isStatelessPattern,
    'a regular expression without the flags g and y',
    'Write for example /^[a-z0-9]{16}$/.',
  )
  pattern!: unknown;

  @Switch()
  asyncContext!: unknown;
}

function isParameterName(value: unknown): boolean {
  return typeof value === 'string' && /^[A-Za-z0-9_.~-]{1,128}$/.test(value);
}

function fitsPrefix(name: unknown, owner: object): boolean {
  const { secure, path, domain } = owner as { secure?: unknown; path?: unknown; domain?: unknown };
  if (typeof name !== 'string') return true;
  if (name.startsWith('__Host-'))
    return secure === true && (path === undefined || path === '/') && domain === undefined;
  return !name.startsWith('__Secure-') || secure === true;
}

function isStatelessPattern(value: unknown): boolean {
  if (Object.prototype.toString.call(value) !== '[object RegExp]') return false;
  return !/[gy]/.test((value as RegExp).flags);
}
