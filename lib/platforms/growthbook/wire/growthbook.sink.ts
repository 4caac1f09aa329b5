import type { ExperimentationEvent, RejectedEvent, Sink } from '../../../ports/sink.js';
import type { HttpEncoding } from '../../../sinks/http-json.sink.js';
import { httpJsonSink } from '../../../sinks/http-json.sink.js';
import { toJson } from '../../../sinks/json-writer.js';
import type { GrowthbookSinkOptions, GrowthbookTrackedEvent } from '../setup/sink.options.js';
import { sinkFace, trackUrl } from '../setup/sink.options.js';
import { attributesOf } from './attributes.js';
import { nameEvent, wireEvent } from './body.js';

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
  const { fetch, eventFilter } = options;
  const unitAttributes = new Map(Object.entries({ visitor: 'id', ...options.unitAttributes }));
  const { name, accepts = [], batching } = sinkFace(options);
  return httpJsonSink({
    name,
    kinds: [...accepts],
    batching,
    encode: (batch) => encode(batch, { url, unitAttributes, filter: eventFilter }),
    fetch,
  });
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
