import type { ExperimentationEvent } from '../../../ports/sink.js';
import type { HttpSinkRequest } from '../../../sinks/http-json.sink.js';
import { toJson } from '../../../sinks/json-writer.js';
import type { VwoMessage, VwoSender } from './body.js';
import { VWO_COLLECTOR } from '../setup/connection.js';
import { SDK } from './body.js';
import { VWO_PROGRAM_FACTS } from '../compile/settings-facts.js';

/** An event, and what is sent of it. */
export interface Parcel {
  readonly event: ExperimentationEvent;
  readonly message: VwoMessage;
}

/** Makes the requests that VWO's collector, or a gateway, takes. */
export class VwoRequests {
  private readonly base: string;
  private readonly hostname: string;
  private readonly isVendor: boolean;

  /** @param endpoint - an address without a slash at its end */
  constructor(
    endpoint: string,
    private readonly sender: VwoSender,
  ) {
    this.base = endpoint;
    this.hostname = new URL(endpoint).hostname;
    this.isVendor = endpoint === VWO_COLLECTOR;
  }

  /** A request of its own for an event. */
  single({ event, message }: Parcel): HttpSinkRequest {
    const url = `${this.address(event, '/events/t')}?${this.singleQuery(event, message)}`;
    const headers = headersOf([
      ['Content-Type', 'application/json'],
      ['X-Device-User-Agent', message.userAgent],
      ['VWO-X-Forwarded-For', message.ip],
    ]);
    return { url, headers, body: toJson(message.body), events: [event] };
  }

  /** One request for all events; one for each part of the world, where they were decided by settings of several. */
  batch(parcels: readonly Parcel[]): readonly HttpSinkRequest[] {
    const byUrl = new Map<string, Parcel[]>();
    for (const parcel of parcels) {
      const url = `${this.address(parcel.event, '/server-side/batch-events-v2')}?${this.batchQuery()}`;
      const known = byUrl.get(url);
      if (known === undefined) byUrl.set(url, [parcel]);
      else known.push(parcel);
    }
    const headers = { 'Content-Type': 'application/json', Authorization: this.sender.sdkKey };
    return [...byUrl].map(([url, some]) => ({
      url,
      headers,
      body: toJson({ ev: some.map(({ message }) => message.body) }),
      events: some.map(({ event }) => event),
    }));
  }

  /** VWO's own host takes events of some accounts under a path of their own; gateways do not. */
  private address({ facts }: ExperimentationEvent, path: string): string {
    const prefix = this.isVendor ? facts.get(VWO_PROGRAM_FACTS.collectionPrefix) : undefined;
    return typeof prefix === 'string' && prefix !== ''
      ? `${this.base}/${encodeURIComponent(prefix)}${path}`
      : this.base + path;
  }

  private singleQuery({ at }: ExperimentationEvent, { name, userAgent, ip }: VwoMessage): string {
    return queryOf([
      ['en', name],
      ['a', this.sender.accountId],
      ['eTime', at],
      ['random', Math.random()],
      ['p', 'FS'],
      // VWO's SDK writes a user agent that is not known as "undefined", and an address that is not known as nothing.
      ['visitor_ua', String(userAgent)],
      ['visitor_ip', ip ?? ''],
      ['sn', SDK.name],
      ['sv', SDK.version],
      ['env', this.sender.sdkKey],
      ['url', `https${this.hostname}/events/t`],
    ]);
  }

  private batchQuery(): string {
    const { accountId, sdkKey } = this.sender;
    return queryOf([
      ['a', accountId],
      ['env', sdkKey],
      ['sn', SDK.name],
      ['sv', SDK.version],
    ]);
  }
}

/** Halves of surrogate pairs, which have no UTF-8 form. */
const LONE_SURROGATES = /\p{Surrogate}/gu;

/** Colons and slashes may stand in a query as they are, and VWO's SDK leaves them so. */
function queryOf(members: readonly (readonly [name: string, value: string | number])[]): string {
  return members.map(([name, value]) => `${name}=${encoded(name, String(value))}`).join('&');
}

function encoded(name: string, value: string): string {
  const text = encodeURIComponent(value.replace(LONE_SURROGATES, '\ufffd'));
  return name === 'visitor_ua' ? text : text.replaceAll('%3A', ':').replaceAll('%2F', '/');
}

/** Headers that are known, and that a header can carry: the body has them in any case. */
function headersOf(
  members: readonly (readonly [name: string, value: string | undefined])[],
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of members) {
    if (value && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)) headers[name] = value;
  }
  return headers;
}
