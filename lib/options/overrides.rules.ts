import { Check, Required, Whole } from './check.js';
import { isSecret } from './secret.js';

const YEAR_MS = 365 * 24 * 60 * 60 * 1_000;
const ADVICE = 'Take it from the environment; openssl rand -base64 32 makes one.';

export class OverridesRules {
  @Required(
    (value, { secrets }: { secrets?: unknown }) =>
      secrets === undefined ? isSecret(value) : value === undefined,
    'a secret of 16 characters or more, or secrets: a list of such; one of the two',
    ADVICE,
  )
  secret!: unknown;

  @Check(
    (value) => Array.isArray(value) && value.length !== 0 && value.every(isSecret),
    'a list of secrets of 16 characters or more',
    ADVICE,
  )
  secrets!: unknown;

  @Check(
    (value) => value === false || (typeof value === 'string' && /^[A-Za-z0-9_.~-]{1,128}$/.test(value)),
    'the name of a query parameter, or false',
    'Letters, digits and ._~- need no encoding in links.',
  )
  parameter!: unknown;

  @Check(
    (value) =>
      value === false || (typeof value === 'string' && /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,128}$/.test(value)),
    "a cookie name: letters, digits and !#$%&'*+-.^_`|~; or false",
    'RFC 6265 allows no other characters.',
  )
  @Check(
    (value) => typeof value !== 'string' || !/^__(secure|host)-/i.test(value),
    'a name without the prefix __Secure- or __Host-',
    'The cookie is secure where the request came over HTTPS.',
  )
  cookie!: unknown;

  @Check(
    (value) => typeof value === 'string' && /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,128}$/.test(value),
    'the name of a request header',
    'Write for example "x-experiment-overrides".',
  )
  header!: unknown;

  @Check(
    (value) => Array.isArray(value) && value.every((key) => typeof key === 'string' && key !== ''),
    'a list of keys',
    'Leave it out if tokens may force everything.',
  )
  allow!: unknown;

  @Whole(1_000, YEAR_MS, 'milliseconds')
  maxAgeMs!: unknown;
}
