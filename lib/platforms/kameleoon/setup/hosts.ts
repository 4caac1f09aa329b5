import type { KameleoonEndpoints } from './kameleoon.options.js';

/** Where the vendor's services are: origins, without a slash at the end. */
export interface KameleoonHosts {
  readonly configuration: string;
  readonly updates: string;
  readonly api: string;
  /** Of the data API, which the data file names. */
  data(domain: unknown): string;
}

const DEFAULT_DATA_DOMAIN = 'data.kameleoon.io';
const DOMAIN = /^[a-z\d]([a-z\d-]*[a-z\d])?(\.[a-z\d]([a-z\d-]*[a-z\d])?){1,126}$/;

/**
 * Finds the hosts.
 *
 * @throws TypeError when an option makes no sense
 */
export function kameleoonHosts(
  networkDomain: string | undefined,
  endpoints: KameleoonEndpoints = {},
): KameleoonHosts {
  const domain = networkDomain === undefined ? null : readDomain(networkDomain);
  const given = {
    configuration: readHost('configuration', endpoints.configuration),
    updates: readHost('updates', endpoints.updates),
    api: readHost('api', endpoints.api),
    data: readHost('data', endpoints.data),
  };
  return {
    configuration: given.configuration ?? `https://sdk-config.${domain ?? 'kameleoon.eu'}`,
    updates: given.updates ?? `https://events.${domain ?? 'kameleoon.eu'}:8110`,
    api: given.api ?? `https://api.${domain ?? 'kameleoon.com'}`,
    data: (named) => given.data ?? `https://${dataHost(named, domain)}`,
  };
}

/** With a domain of the customer's own, only the first label of what the data file says remains. */
function dataHost(named: unknown, domain: string | null): string {
  const host = typeof named === 'string' && named !== '' ? named : DEFAULT_DATA_DOMAIN;
  return domain === null ? host : `${host.split('.')[0]}.${domain}`;
}

function readDomain(given: string): string {
  const domain = given
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^\.+|\.+$/g, '');
  if (DOMAIN.test(domain) || domain === 'localhost') return domain;
  throw new TypeError(`Expected networkDomain to be a domain such as "example.com", got "${given}".`);
}

function readHost(name: string, given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  if (URL.canParse(given) && /^https?:/.test(given)) return given.replace(/\/+$/, '');
  throw new TypeError(
    `Expected endpoints.${name} to be an address such as "https://proxy.example.com", got something that is no http or https address.`,
  );
}
