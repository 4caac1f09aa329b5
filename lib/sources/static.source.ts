import type { Fetched, Source } from '../ports/source.js';
import { digestOf } from './digest.js';
import { parseJsonText } from '../http/json-text.js';

/** What a {@link staticSource} can be told. */
export interface StaticSourceOptions {
  /**
   * Shown in `status()` and logs.
   *
   * @defaultValue `'static'`
   */
  readonly name?: string | undefined;
}

/**
 * Configuration that is given once and never changes: bundled with the application, or written in a test.
 *
 * @param payload - in the platform's format: an object (which must not be changed afterwards), or JSON text
 * @example
 * ```ts
 * staticSource({ features: { checkout: { defaultValue: true } } })
 * ```
 */
export function staticSource(payload: unknown, options: StaticSourceOptions = {}): Source {
  const name = options.name ?? 'static';
  const etag = typeof payload === 'string' ? digestOf(payload) : 'static';
  return {
    name,
    async fetch({ signal, since }): Promise<Fetched | undefined> {
      signal.throwIfAborted();
      if (since?.etag === etag) return undefined;
      const parsed = typeof payload === 'string' ? parseJsonText(payload, name) : { payload };
      return { ...parsed, validator: { etag } };
    },
  };
}
