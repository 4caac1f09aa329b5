import type { EventKind } from '../../../ports/sink.js';
import type { AbsmartlySinkOptions } from './absmartly.options.js';
import { applicationOf } from './connection.js';

/** How the sink is called, and what it takes. */
export const SINK_FACE = {
  name: 'absmartly',
  kinds: ['exposure', 'goal', 'attributes'],
} as const satisfies { readonly name: string; readonly kinds: readonly EventKind[] };

const DEFAULT_AGENT = 'absmartly-javascript-sdk';

/**
 * The headers of a delivery.
 *
 * @throws TypeError when an option cannot be sent in one: better said at the start than with each delivery
 */
export function deliveryHeaders({
  apiKey,
  agent,
  environment,
  application,
}: AbsmartlySinkOptions): Record<string, string> {
  const { name, version } = applicationOf(application);
  const headers = {
    'Content-Type': 'application/json',
    'X-API-Key': apiKey,
    'X-Agent': agent ?? DEFAULT_AGENT,
    'X-Environment': environment,
    'X-Application': name,
    'X-Application-Version': version,
  };
  for (const [header, value] of Object.entries(headers)) checkHeader(header, value);
  return headers;
}

function checkHeader(header: string, value: string): void {
  try {
    new Headers({ [header]: value });
  } catch (cause) {
    throw new TypeError(
      `absmartlySink() sends its options in HTTP headers, and ${header} cannot carry what it was given: only Latin-1 characters on one line.`,
      { cause },
    );
  }
}
