import { randomBytes } from 'node:crypto';
import type { ExperimentationEvent, RejectedEvent, Sink } from '../../../ports/sink.js';
import type { HttpEncoding } from '../../../sinks/http-json.sink.js';
import { httpJsonSink } from '../../../sinks/http-json.sink.js';
import { ConsentSink } from './consent.sink.js';
import { hasConsent } from './consent-gate.js';
import type { EventSettings } from '../setup/event-settings.js';
import { eventSettings, KINDS } from '../setup/event-settings.js';
import type { KameleoonHosts } from '../setup/hosts.js';
import type { KameleoonSinkOptions, KameleoonVisitors } from '../setup/kameleoon.options.js';
import { LastingData } from './lasting-data.js';
import type { LineRefusal } from './visitor-lines.js';
import { VisitorLines } from './visitor-lines.js';

/** As the vendor's SDK: 10 MB at 4 bytes a character. */
const MAX_BODY_BYTES = 2_500_000;
const HEADERS = { 'content-type': '*/*' };
const NOBODY: KameleoonVisitors = { consent: () => undefined, facts: () => new Map() };

/**
 * Delivers exposures, goals and visitor data to Kameleoon's data API, in the format of its JavaScript SDK. What needs a visitor's
 * consent is held until it is given (the ledger counts it as `held`), for at most 30 minutes.
 *
 * It differs from the SDK where that one loses or repeats events: a failed delivery is tried again until it succeeds, with the
 * same nonces; visitor data is sent with the next request and does not wait for an evaluation.
 *
 * @throws TypeError when an option makes no sense
 */
export function kameleoonSink(options: KameleoonSinkOptions): Sink {
  const { fetch, memory = NOBODY } = options;
  const settings = eventSettings(options);
  const encoder = new Encoder(settings, memory);
  const http = httpJsonSink({
    name: 'kameleoon',
    kinds: KINDS,
    batching: settings.batching,
    maxBodyBytes: MAX_BODY_BYTES,
    encode: (batch) => encoder.encode(batch),
    fetch,
  });
  return new ConsentSink(http, (visitorCode) => memory.consent(visitorCode));
}

/** What goes to one address. */
interface Parcel {
  readonly events: ExperimentationEvent[];
  /** By visitor code, in the order of the first event. */
  readonly visitors: Map<string, Entry>;
}

interface Entry {
  readonly lines: VisitorLines;
  /** Decides whether activity may be told: its consent is that of the visitor. */
  readonly first: ExperimentationEvent;
}

class Encoder {
  /** An event that is sent again keeps its nonce, so that the data API counts it once. */
  readonly #nonces = new WeakMap<object, string>();
  readonly #lasting = new LastingData(() => Date.now());
  readonly #hosts: KameleoonHosts;
  readonly #query: string;
  readonly #goalOf: (goal: string) => number | undefined;

  constructor(
    { hosts, goalOf, query }: EventSettings,
    private readonly memory: KameleoonVisitors,
  ) {
    this.#hosts = hosts;
    this.#goalOf = goalOf;
    this.#query = query;
  }

  encode(batch: readonly ExperimentationEvent[]): HttpEncoding {
    const parcels = new Map<string, Parcel>();
    const rejected: RejectedEvent[] = [];
    for (const event of batch) {
      const refusal = this.#sort(event, parcels);
      if (refusal !== undefined) rejected.push({ event, ...refusal });
    }
    const requests = [...parcels].flatMap(([host, parcel]) => this.#request(host, parcel));
    return { requests, rejected };
  }

  #sort(event: ExperimentationEvent, parcels: Map<string, Parcel>): Refusal | undefined {
    const host = this.#hosts.data(event.facts.get('dataApiDomain'));
    const { visitorCode } = event.visitor;
    let parcel = parcels.get(host);
    if (parcel === undefined) parcels.set(host, (parcel = { events: [], visitors: new Map() }));
    let entry = parcel.visitors.get(visitorCode);
    try {
      encodeURIComponent(visitorCode);
      entry ??= { lines: new VisitorLines(this.#goalOf), first: event };
      const reason = entry.lines.add(event);
      if (reason !== undefined) return { reason };
    } catch (error) {
      return { reason: 'encode-error', error };
    }
    parcel.visitors.set(visitorCode, entry);
    parcel.events.push(event);
    return undefined;
  }

  /** No request where there is nothing to say: those events count as delivered. */
  #request(host: string, { events, visitors }: Parcel): HttpEncoding['requests'] {
    const all: string[] = [];
    let hasUserAgent = false;
    for (const [visitorCode, { lines, first }] of visitors) {
      const mayTell = hasConsent(first, (code) => this.memory.consent(code));
      const facts = this.memory.facts(visitorCode);
      if (mayTell) lines.addAgain(first, this.#lasting.along(first, facts.get('customData')));
      const told = lines
        .finish((source) => this.#nonceOf(source), mayTell)
        .map((line) => `${line}&${identifierOf(visitorCode, facts)}`);
      const userAgent = facts.get('userAgent');
      if (typeof userAgent === 'string' && userAgent !== '' && told.length !== 0) {
        told[0] += `&userAgent=${userAgent.replace(/[\r\n]/g, ' ')}`;
        hasUserAgent = true;
      }
      for (const line of told) all.push(line);
    }
    if (all.length === 0) return [];
    const url = `${host}/visit/events?${this.#query}${hasUserAgent ? '&bodyUa=true' : ''}`;
    return [{ url, headers: HEADERS, body: all.join('\n'), events }];
  }

  #nonceOf(source: object | null): string {
    const known = source === null ? undefined : this.#nonces.get(source);
    if (known !== undefined) return known;
    const nonce = randomBytes(8).toString('hex').toUpperCase();
    if (source !== null) this.#nonces.set(source, nonce);
    return nonce;
  }
}

interface Refusal {
  readonly reason: LineRefusal | 'encode-error';
  readonly error?: unknown;
}

/** A code of a known user that is linked to another one is told as the mapping's value. */
function identifierOf(visitorCode: string, facts: ReadonlyMap<string, unknown>): string {
  const mapped = facts.get('mappingIdentifier');
  const isAlias = facts.get('uniqueIdentifier') === true && mapped !== undefined && mapped !== visitorCode;
  return `${isAlias ? 'mappingValue' : 'visitorCode'}=${encodeURIComponent(visitorCode)}`;
}
