import type { Delivery } from '../../support/collector.js';
import { Collector, ok } from '../../support/collector.js';
import { PAYLOAD } from './wire-scenarios.js';

/** What both sides are set up with. */
export const OPTIONS = { apiKey: 'key-1', application: 'website', environment: 'production' } as const;

const OWN_HEADERS = [
  'content-type',
  'x-agent',
  'x-api-key',
  'x-application',
  'x-application-version',
  'x-environment',
];
const TIMES = new Set(['publishedAt', 'exposedAt', 'achievedAt', 'setAt']);

/** A collector that serves configuration and keeps what is published. */
export interface WireCollector {
  readonly collector: Collector;
  /** Address of the collector's interface. */
  readonly endpoint: string;
  serve(payload: unknown): void;
  /** The bodies that were published, in order. */
  published(): Record<string, unknown>[];
}

/** Starts one that is gone after the test. */
export async function collect(first: unknown = PAYLOAD): Promise<WireCollector> {
  let current = first;
  const collector = await Collector.start((delivery, response) => {
    if (delivery.method !== 'GET') return ok(delivery, response);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(current));
    return false;
  });
  return {
    collector,
    endpoint: `${collector.origin}/v1`,
    serve: (payload) => void (current = payload),
    published: () =>
      collector.deliveries
        .filter(({ method }) => method !== 'GET')
        .map(({ body }) => JSON.parse(body) as Record<string, unknown>),
  };
}

/** A request without what may differ from one run to the next. */
export function comparable({ method, url, headers, body }: Delivery): unknown {
  return {
    method,
    url,
    headers: method === 'GET' ? [] : OWN_HEADERS.map((name) => `${name}: ${String(headers[name])}`),
    // The text again, so that the order of members is compared.
    body: body === '' ? '' : JSON.stringify(JSON.parse(body, timeless)),
  };
}

const STARTED = Date.now();

function timeless(name: string, value: unknown): unknown {
  if (!TIMES.has(name)) return value;
  return typeof value === 'number' && value >= STARTED && value <= Date.now() ? 'a time' : value;
}
