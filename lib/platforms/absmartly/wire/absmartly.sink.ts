import type { ExperimentationEvent, RejectedEvent, Sink, SinkBatching } from '../../../ports/sink.js';
import type { HttpEncoding } from '../../../sinks/http-json.sink.js';
import { httpJsonSink } from '../../../sinks/http-json.sink.js';
import { toJson } from '../../../sinks/json-writer.js';
import type { AbsmartlyApplication } from '../setup/absmartly.options.js';
import { applicationOf, checkConnection, contextUrl } from '../setup/connection.js';
import type { PublishedEvent } from './body.js';
import { publishBody } from './body.js';
import type { UnitsByType, UnitTypeOptions } from '../subject/unit-types.js';
import { unitsByType } from '../subject/unit-types.js';
import { groupByVisitor } from './visitor-events.js';

/** How {@link absmartlySink} is set up. */
export interface AbsmartlySinkOptions extends SinkBatching, UnitTypeOptions {
  /** The collector's address, such as `https://your-company.absmartly.io/v1`. */
  readonly endpoint: string;
  /** API key of the SDK. */
  readonly apiKey: string;
  /** The application as the console names it. Named without a version, it is sent with version 0. */
  readonly application: string | AbsmartlyApplication;
  /** The environment as the console names it, such as `production`. */
  readonly environment: string;
  /** What the collector is told that it hears. @defaultValue `'absmartly-javascript-sdk'`, whose format this is */
  readonly agent?: string | undefined;
  /** Makes requests: for a proxy or a client certificate. @defaultValue the built-in `fetch` */
  readonly fetch?: typeof fetch | undefined;
}

const DEFAULT_AGENT = 'absmartly-javascript-sdk';

/**
 * Delivers exposures and goals to A/B Smartly's collector, in the format of the vendor's own SDK: `PUT <endpoint>/context`,
 * a request a visitor with everything of theirs in the batch. Attributes go along with exposures and goals, all that are
 * known each time; where there is neither, setting them sends nothing (and the ledger counts the setting as `unsupported`).
 *
 * It differs from the SDK where that one loses events: failed deliveries are tried again, queues are bounded and counted, and
 * the process waits for the last delivery. An answer of 2xx is a delivery whatever its body; the SDK takes one without JSON
 * for a failure and delivers twice.
 *
 * @throws TypeError when an option is missing or makes no sense
 */
export function absmartlySink(options: AbsmartlySinkOptions): Sink {
  checkConnection('absmartlySink', options);
  const { maxBatchSize, flushIntervalMs, fetch } = options;
  const target: Target = {
    url: contextUrl(options.endpoint).href,
    headers: headersOf(options),
    unitsOf: unitsByType(options),
  };
  return httpJsonSink({
    name: 'absmartly',
    kinds: ['exposure', 'goal', 'attributes'],
    batching: { maxBatchSize, flushIntervalMs },
    encode: (batch) => encode(batch, target),
    fetch,
  });
}

interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly unitsOf: UnitsByType;
}

function headersOf({
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

/** Better said at the start than with each delivery. */
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

function encode(batch: readonly ExperimentationEvent[], { url, headers, unitsOf }: Target): HttpEncoding {
  const rejected: RejectedEvent[] = [];
  const published: PublishedEvent[] = [];
  for (const event of batch) {
    if (event.kind === 'usage') rejected.push({ event, reason: 'unsupported' });
    else published.push(event);
  }
  const publishedAt = Date.now();
  const requests = groupByVisitor(published, unitsOf).flatMap((group) => {
    const { events } = group;
    if (events.every(({ kind }) => kind === 'attributes')) {
      for (const event of events) rejected.push({ event, reason: 'unsupported' });
      return [];
    }
    return [{ url, method: 'PUT', headers, body: toJson(publishBody(group, publishedAt)), events }];
  });
  return { requests, rejected };
}
