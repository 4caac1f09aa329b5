import type {
  EventKind,
  ExperimentationEvent,
  RejectedEvent,
  Sink,
  SinkBatching,
} from '../../../ports/sink.js';
import type { HttpEncoding } from '../../../sinks/http-json.sink.js';
import { httpJsonSink } from '../../../sinks/http-json.sink.js';
import { toJson } from '../../../sinks/json-writer.js';
import { attributesOf } from './attributes.js';
import { nameEvent, wireEvent } from './body.js';

/** An event as {@link GrowthbookSinkOptions.eventFilter} sees it: in the words of GrowthBook's SDK. */
export interface GrowthbookTrackedEvent {
  /** `Experiment Viewed`, `Feature Evaluated`, or the name of a goal. */
  readonly eventName: string;
  /**
   * Of an exposure: experiment, variation and what was hashed. Of an evaluation: feature, value and where it comes
   * from. Of a goal: its own, and `revenue` if it has one.
   */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Attributes of the visitor, units included; without a prototype, so every name is an ordinary one. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Of the visitor's page or request; `''` if there is none. */
  readonly url: string;
}

/** How {@link growthbookSink} is set up. */
export interface GrowthbookSinkOptions extends SinkBatching {
  /** Key of the SDK connection: `sdk-...`. */
  readonly clientKey: string;
  /**
   * Origin of the ingestion, for self-hosted or regional ones.
   *
   * @defaultValue `'https://us-east-1.gb-ingest.com'`
   */
  readonly ingestorHost?: string | undefined;
  /**
   * Whether feature evaluations are reported (`Feature Evaluated`), besides exposures and goals.
   *
   * @defaultValue `true`
   */
  readonly enableFeatureUsageEvents?: boolean | undefined;
  /**
   * Says which events are sent; others are counted as dropped, `filtered`. Called at delivery, for every attempt. An event
   * for which it throws is not sent (`filter-error`).
   */
  readonly eventFilter?: ((event: GrowthbookTrackedEvent) => boolean) | undefined;
  /**
   * Attribute names of units, where they are not the unit's own name.
   *
   * @defaultValue `{ visitor: 'id' }`
   */
  readonly unitAttributes?: Readonly<Record<string, string>> | undefined;
  /** Makes requests: for a proxy or a client certificate. @defaultValue the built-in `fetch` */
  readonly fetch?: typeof fetch | undefined;
}

const DEFAULT_HOST = 'https://us-east-1.gb-ingest.com';
/** As GrowthBook's SDK sends them: text/plain spares browsers a preflight, and the ingestion expects it. */
const HEADERS = { Accept: 'application/json', 'Content-Type': 'text/plain' };

/**
 * Delivers exposures, feature evaluations and goals to GrowthBook's ingestion, in the format of its own SDK
 * (`growthbookTrackingPlugin`): `POST <ingestorHost>/track?client_key=<clientKey>` with a JSON list of events.
 *
 * It differs from the SDK where that one loses events: failed deliveries are tried again, queues are bounded and counted, and
 * the process waits for the last delivery. The format has no identifier of an event, so an event that is delivered twice
 * (its answer was lost) counts twice in raw numbers; analyses by user are not affected.
 *
 * @throws TypeError without a client key, or with a host that is no URL
 */
export function growthbookSink(options: GrowthbookSinkOptions): Sink {
  const url = trackUrl(options);
  const kinds: EventKind[] = ['exposure', 'goal'];
  if (options.enableFeatureUsageEvents !== false) kinds.push('usage');
  const { maxBatchSize, flushIntervalMs, fetch, eventFilter } = options;
  const unitAttributes = new Map(Object.entries({ visitor: 'id', ...options.unitAttributes }));
  return httpJsonSink({
    name: 'growthbook',
    kinds,
    batching: { maxBatchSize, flushIntervalMs },
    encode: (batch) => encode(batch, { url, unitAttributes, filter: eventFilter }),
    fetch,
  });
}

function trackUrl({ clientKey, ingestorHost }: GrowthbookSinkOptions): string {
  if (typeof clientKey !== 'string' || clientKey === '') {
    throw new TypeError(
      `growthbookSink() expects clientKey: the key of an SDK connection ("sdk-..."). Got ${toJson(clientKey)}.`,
    );
  }
  const host = (ingestorHost ?? DEFAULT_HOST).replace(/\/+$/, '');
  if (!URL.canParse(host)) {
    throw new TypeError(
      `growthbookSink() expects ingestorHost: a URL such as ${DEFAULT_HOST}. Got "${host}".`,
    );
  }
  return `${host}/track?client_key=${encodeURIComponent(clientKey)}`;
}

interface Encoder {
  readonly url: string;
  readonly unitAttributes: ReadonlyMap<string, string>;
  readonly filter: GrowthbookSinkOptions['eventFilter'];
}

function encode(batch: readonly ExperimentationEvent[], encoder: Encoder): HttpEncoding {
  const events: ExperimentationEvent[] = [];
  const texts: string[] = [];
  const rejected: RejectedEvent[] = [];
  for (const event of batch) {
    const result = encodeOne(event, encoder);
    if (typeof result === 'string') {
      events.push(event);
      texts.push(result);
    } else rejected.push({ event, ...result });
  }
  if (events.length === 0) return { requests: [], rejected };
  return {
    requests: [{ url: encoder.url, headers: HEADERS, body: `[${texts.join(',')}]`, events }],
    rejected,
  };
}

type Refusal = Pick<RejectedEvent, 'reason' | 'error'>;

/** The event as JSON, or why it is not sent. */
function encodeOne(event: ExperimentationEvent, { unitAttributes, filter }: Encoder): string | Refusal {
  if (event.kind === 'attributes' || event.kind === 'data') return { reason: 'unsupported' };
  try {
    const named = nameEvent(event);
    const { url } = event.visitor;
    const attributes = attributesOf(event.visitor, unitAttributes);
    return (
      refusalOf({ ...named, attributes: toRecord(attributes), url }, filter) ??
      toJson(wireEvent(named, attributes, url))
    );
  } catch (error) {
    return { reason: 'encode-error', error };
  }
}

/** Undefined: the event may be sent. */
function refusalOf(
  event: GrowthbookTrackedEvent,
  filter: GrowthbookSinkOptions['eventFilter'],
): Refusal | undefined {
  if (filter === undefined) return undefined;
  try {
    return filter(event) ? undefined : { reason: 'filtered' };
  } catch (error) {
    return { reason: 'filter-error', error };
  }
}

function toRecord(attributes: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const record = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of attributes) record[name] = value;
  return record;
}
