import { randomUUID } from 'node:crypto';
import type { ExperimentationEvent, RejectedEvent, Sink } from '../../../ports/sink.js';
import type { HttpEncoding, HttpSinkRequest } from '../../../sinks/http-json.sink.js';
import { httpJsonSink } from '../../../sinks/http-json.sink.js';
import { toJson } from '../../../sinks/json-writer.js';
import { wireEnvelope, wireVisitor } from './body.js';
import { text } from '../payload/read-json.js';
import type { OptimizelyRegion, OptimizelySinkOptions } from '../setup/sink.options.js';
import { ADDRESSES, checkSinkOptions, sinkFace, US_ADDRESS } from '../setup/sink.options.js';

const HEADERS = { 'content-type': 'application/json' };

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
  checkSinkOptions(options);
  const encoder = new Encoder(eventsUrl, region, options.visitorUnit ?? 'visitor');
  const { name, accepts = [], batching } = sinkFace(options);
  return httpJsonSink({
    name,
    kinds: [...accepts],
    batching,
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
