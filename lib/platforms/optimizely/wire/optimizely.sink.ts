import { randomUUID } from 'node:crypto';
import type { ExperimentationEvent, RejectedEvent, Sink, SinkBatching } from '../../../ports/sink.js';
import type { HttpEncoding, HttpSinkRequest } from '../../../sinks/http-json.sink.js';
import { httpJsonSink } from '../../../sinks/http-json.sink.js';
import { toJson } from '../../../sinks/json-writer.js';
import { wireEnvelope, wireVisitor } from './body.js';
import { text } from '../payload/read-json.js';

/** Where a project's data is kept. */
export type OptimizelyRegion = 'US' | 'EU';

/** How {@link optimizelySink} is set up. */
export interface OptimizelySinkOptions extends SinkBatching {
  /** Events in one request, at least 1. @defaultValue `10` */
  readonly maxBatchSize?: number | undefined;
  /** Milliseconds from the first event of an empty queue to its delivery. @defaultValue `30_000` */
  readonly flushIntervalMs?: number | undefined;
  /** Whose collector takes the events. @defaultValue the datafile's, `'US'` when it has none */
  readonly region?: OptimizelyRegion | undefined;
  /** Address that events are posted to, such as that of a proxy. @defaultValue the region's */
  readonly eventsUrl?: string | undefined;
  /**
   * Name of the unit that identifies visitors: Optimizely's user id.
   *
   * @defaultValue `'visitor'`
   */
  readonly visitorUnit?: string | undefined;
  /** Makes requests: for a proxy or a client certificate. @defaultValue the built-in `fetch` */
  readonly fetch?: typeof fetch | undefined;
}

const ADDRESSES: ReadonlyMap<unknown, string> = new Map([
  ['US', 'https://logx.optimizely.com/v1/events'],
  ['EU', 'https://eu.logx.optimizely.com/v1/events'],
]);
const US_ADDRESS = 'https://logx.optimizely.com/v1/events';
const HEADERS = { 'content-type': 'application/json' };

/** The SDK's batches. */
const BATCHING = { maxBatchSize: 10, flushIntervalMs: 30_000 } as const;

/**
 * Delivers exposures (impressions) and goals (conversions) to Optimizely, in the format of its own SDK: account, project,
 * revision, IP anonymisation, bot filtering and region are those of the datafile that decided.
 *
 * It differs from the SDK where that one loses events: failed deliveries are tried again, with the same identifiers, queues
 * are bounded and counted, and the process waits for the last delivery. An exposure is sent once a visitor and revision, not
 * with every decision; goals that the datafile does not have are counted as dropped, `unknown-goal`.
 *
 * @throws TypeError when an option makes no sense
 * @see {@link https://docs.developers.optimizely.com/feature-experimentation/reference/event-api | Optimizely: event API}
 */
export function optimizelySink(options: OptimizelySinkOptions = {}): Sink {
  const { region, eventsUrl, fetch } = options;
  if (region !== undefined && !ADDRESSES.has(region)) {
    throw new TypeError(`Expected region to be "US" or "EU", got ${toJson(region)}.`);
  }
  if (eventsUrl !== undefined && !URL.canParse(eventsUrl)) {
    throw new TypeError(
      `Expected eventsUrl to be an address such as ${US_ADDRESS}, got something that is no address.`,
    );
  }
  const encoder = new Encoder(eventsUrl, region, options.visitorUnit ?? 'visitor');
  return httpJsonSink({
    name: 'optimizely',
    kinds: ['exposure', 'goal'],
    batching: {
      maxBatchSize: options.maxBatchSize ?? BATCHING.maxBatchSize,
      flushIntervalMs: options.flushIntervalMs ?? BATCHING.flushIntervalMs,
    },
    encode: (batch) => encoder.encode(batch),
    fetch,
  });
}

/** Events of one datafile, in the words of the event API. */
interface Parcel {
  readonly facts: ExperimentationEvent['facts'];
  readonly events: ExperimentationEvent[];
  readonly visitors: string[];
}

class Encoder {
  /** An event that is sent again keeps its identifier, so that Optimizely counts it once. */
  readonly #uuids = new WeakMap<ExperimentationEvent, string>();

  constructor(
    private readonly eventsUrl: string | undefined,
    private readonly region: OptimizelyRegion | undefined,
    private readonly unit: string,
  ) {}

  /** Events of one datafile go together, in the order they happened. */
  encode(batch: readonly ExperimentationEvent[]): HttpEncoding {
    const parcels: Parcel[] = [];
    const rejected: RejectedEvent[] = [];
    for (const event of batch) {
      const visitor = this.#visitor(event);
      if (typeof visitor !== 'string') {
        rejected.push(visitor);
        continue;
      }
      let parcel = parcels.at(-1);
      if (parcel?.facts !== event.facts) {
        parcel = { facts: event.facts, events: [], visitors: [] };
        parcels.push(parcel);
      }
      parcel.events.push(event);
      parcel.visitors.push(visitor);
    }
    return { requests: parcels.map((parcel) => this.#request(parcel)), rejected };
  }

  #request({ facts, events, visitors }: Parcel): HttpSinkRequest {
    const envelope = toJson(wireEnvelope(facts));
    const url = this.eventsUrl ?? ADDRESSES.get(this.region ?? facts.get('region')) ?? US_ADDRESS;
    const body = `${envelope.slice(0, -1)},"visitors":[${visitors.join(',')}]}`;
    return { url, headers: HEADERS, body, events };
  }

  /** The event as JSON, or why it is not sent. */
  #visitor(event: ExperimentationEvent): string | RejectedEvent {
    if (event.kind !== 'exposure' && event.kind !== 'goal') return { event, reason: 'unsupported' };
    const visitorId = event.visitor.units.get(this.unit);
    if (visitorId === undefined) return { event, reason: 'missing-unit' };
    try {
      const visitor = wireVisitor(event, text(visitorId), this.#uuidOf(event));
      return visitor === undefined ? { event, reason: 'unknown-goal' } : toJson(visitor);
    } catch (error) {
      return { event, reason: 'encode-error', error };
    }
  }

  #uuidOf(event: ExperimentationEvent): string {
    const known = this.#uuids.get(event);
    if (known !== undefined) return known;
    const uuid = randomUUID();
    this.#uuids.set(event, uuid);
    return uuid;
  }
}
