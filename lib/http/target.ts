import { originOf } from './origin.js';

/** An address and the headers to send there, separated from what must not be shown. */
export interface HttpTarget {
  /** Without user name and password. */
  readonly url: URL;
  readonly headers: Headers;
  /** Scheme, host and path: no user, no query, no fragment. */
  readonly label: string;
}

/**
 * Checks an address and headers given by an application. Throws `TypeError`, in whose message no value appears: it may be a secret.
 *
 * A user name and password in the address become an `Authorization` header (RFC 7617), since `fetch` refuses such addresses.
 */
export function httpTarget(address: string | URL, given: Readonly<Record<string, string>> = {}): HttpTarget {
  const url = parseHttpUrl(address);
  const headers = new Headers();
  if (url.username !== '' || url.password !== '') {
    headers.set('authorization', `Basic ${Buffer.from(credentialsOf(url), 'utf8').toString('base64')}`);
    url.username = '';
    url.password = '';
  }
  for (const [name, value] of Object.entries(given)) setHeader(headers, name, value);
  return { url, headers, label: originOf(url) };
}

function parseHttpUrl(address: string | URL): URL {
  const text = String(address);
  if (!URL.canParse(text)) {
    throw new TypeError(
      'Expected url to be an absolute http or https address, got something that is no address.',
    );
  }
  const url = new URL(text);
  if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  throw new TypeError(`Expected url to be an http or https address, got one of scheme "${url.protocol}".`);
}

function credentialsOf(url: URL): string {
  try {
    return `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  } catch {
    throw new TypeError('Expected the user name and password in url to be percent-encoded, got a stray "%".');
  }
}

function setHeader(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value);
  } catch {
    throw new TypeError(
      `Expected header "${name}" to have a name and a value that HTTP allows (no line breaks, no characters beyond Latin-1).`,
    );
  }
}
