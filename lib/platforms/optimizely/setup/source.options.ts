import { kindOfValue } from '../../../platform-kit/describe-value.js';
import type { HttpSourceOptions } from '../../../sources/http.source.js';
import { checkHttpSource } from '../../../sources/http.source.js';

/** Where Optimizely's datafile is downloaded from. */
export interface OptimizelySourceOptions {
  /** Of the environment. Percent-encoded into the address (the vendor's SDK puts it in as it is). */
  readonly sdkKey: string;
  /** For environments whose datafile is secured: sent as a bearer token. */
  readonly datafileAccessToken?: string | undefined;
  /**
   * Address of the datafile; the first `%s` stands for the SDK key.
   *
   * @defaultValue `'https://cdn.optimizely.com/datafiles/%s.json'`, with an access token `'https://config.optimizely.com/datafiles/auth/%s.json'`
   */
  readonly urlTemplate?: string | undefined;
  /** Sent with each download. `Authorization` is the access token's, if there is one. */
  readonly requestHeaders?: Readonly<Record<string, string>> | undefined;
  /**
   * For one download, in milliseconds, above 0.
   *
   * @defaultValue `10_000`
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Largest datafile in bytes, unpacked, above 0.
   *
   * @defaultValue 32 MiB
   */
  readonly maxBytes?: number | undefined;
  /** Sends the requests, for example one that goes through a proxy. */
  readonly fetch?: typeof fetch | undefined;
}

const PUBLIC_TEMPLATE = 'https://cdn.optimizely.com/datafiles/%s.json';
const SECURED_TEMPLATE = 'https://config.optimizely.com/datafiles/auth/%s.json';

/** @throws TypeError when an option makes no sense */
export function checkSourceOptions(options: OptimizelySourceOptions): void {
  checkHttpSource(downloadOptions(options));
}

/**
 * How the datafile is downloaded.
 *
 * @throws TypeError when an option makes no sense
 */
export function downloadOptions(options: OptimizelySourceOptions): HttpSourceOptions & { name: string } {
  const { sdkKey, datafileAccessToken, timeoutMs, maxBytes, fetch } = options;
  const key = expectText('sdkKey', 'the SDK key of an Optimizely environment', sdkKey);
  if (datafileAccessToken !== undefined) {
    expectText('datafileAccessToken', 'the access token of a secured environment', datafileAccessToken);
  }
  const template =
    options.urlTemplate ?? (datafileAccessToken === undefined ? PUBLIC_TEMPLATE : SECURED_TEMPLATE);
  // A function: dollar signs in a key are no replacement patterns.
  const url = template.replace('%s', () => encodeURIComponent(key));
  if (!URL.canParse(url)) {
    throw new TypeError(
      `Expected urlTemplate to be an address such as ${PUBLIC_TEMPLATE}, got something that is no address.`,
    );
  }
  return {
    name: `Optimizely (${new URL(url).origin})`,
    url,
    headers: headersOf(options),
    timeoutMs,
    maxBytes,
    fetch,
  };
}

/** The value, if it is a text that says something; never shown, since it may be a secret. */
function expectText(name: string, what: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new TypeError(`Expected ${name} to be ${what}, got ${kindOfValue(value)}.`);
}

function headersOf({
  requestHeaders = {},
  datafileAccessToken,
}: OptimizelySourceOptions): Record<string, string> {
  if (datafileAccessToken === undefined) return { ...requestHeaders };
  const others = Object.entries(requestHeaders).filter(([name]) => name.toLowerCase() !== 'authorization');
  return { ...Object.fromEntries(others), authorization: `Bearer ${datafileAccessToken}` };
}
