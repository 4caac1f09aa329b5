import type { Platform } from '../ports/platform.js';
import type { Source } from '../ports/source.js';

/** Where a platform's configuration may come from. */
export interface SourceChoice<T> {
  /** The platform's factory, for messages: `growthbook`. */
  readonly of: string;
  /** What names the configuration at the vendor (a key, a site, a collector); undefined or null: nobody is asked for it. */
  readonly remote: T | undefined | null;
  /** A payload that is given with the options; undefined for none. */
  readonly payload: unknown;
  /** What was expected when there is neither: `clientKey: the key of ..., or payload: a GrowthBook payload`. */
  readonly expected: string;
  readonly download: (remote: T) => Source;
  readonly given: (payload: unknown) => Source;
}

/**
 * The source of a platform: what the vendor serves, with a given payload as the bootstrap; or the given payload alone.
 *
 * @throws TypeError when there is neither
 */
export function configuredSource<T>(choice: SourceChoice<T>): Pick<Platform, 'source' | 'bootstrap'> {
  const { of, remote, payload, expected, download, given } = choice;
  if (remote !== undefined && remote !== null) {
    const source = download(remote);
    return payload === undefined ? { source } : { source, bootstrap: payload };
  }
  if (payload !== undefined) return { source: given(payload) };
  throw new TypeError(`${of}() expects ${expected}. Got neither.`);
}
