import { randomUUID } from 'node:crypto';
import type { Entries } from '../../../../engine/subject.js';
import { toMap } from '../../../../engine/subject.js';
import type { HttpMessage } from '../../../../http/post.js';
import type { OdpUserAgentParser } from '../../setup/odp.options.js';

/** Something a visitor did, for Optimizely's data platform. */
export interface OptimizelyOdpEvent {
  /** The kind of event, as ODP files it. @defaultValue `'fullstack'` */
  readonly type?: string | undefined;
  /** What was done; not empty. */
  readonly action: string;
  /** Who did it, by identifier (`fs_user_id`, `vuid`, `email` ...): at least one. */
  readonly identifiers: Entries<string>;
  /** Texts, numbers, booleans and nulls by name. */
  readonly data?: Entries<unknown> | undefined;
}

/** An event as ODP takes it. */
export interface OdpWireEvent {
  readonly type: string;
  readonly action: string;
  readonly identifiers: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Where an event goes: the ODP integration of the datafile that was in service when it happened. */
export interface OdpTarget {
  readonly host: string;
  readonly publicKey: string;
}

/** The request that tells ODP of events. */
export function odpEventsRequest(target: OdpTarget, events: readonly OdpWireEvent[]): HttpMessage {
  return {
    url: `${target.host}/v3/events`,
    headers: { 'content-type': 'application/json', 'x-api-key': target.publicKey },
    body: JSON.stringify(events),
  };
}

const DEFAULT_TYPE = 'fullstack';
const USER_ID = 'fs_user_id';
const USER_ID_NAMES: ReadonlySet<string> = new Set([USER_ID, 'fs-user-id']);
const PLAIN: ReadonlySet<string> = new Set(['string', 'number', 'boolean']);

/** The SDK whose events these are. */
const SOURCE = [
  ['data_source_type', 'sdk'],
  ['data_source', 'javascript-sdk'],
  ['data_source_version', '6.6.1'],
] as const;

/** What every event says of the user agent. */
export function userAgentData(parser: OdpUserAgentParser | undefined): ReadonlyMap<string, unknown> {
  if (parser === undefined) return new Map();
  const { os, device } = parser.parseUserAgentInfo();
  const data = [
    ['os', os.name],
    ['os_version', os.version],
    ['device_type', device.type],
    ['model', device.model],
  ] as const;
  return new Map(data.filter(([, value]) => value !== undefined && value !== null));
}

/**
 * Puts an event in ODP's words. It keeps its identifier from here on, so that ODP counts it once however often it is sent.
 *
 * @throws TypeError for an event that ODP would not take
 */
export function wireOdpEvent(event: OptimizelyOdpEvent, common: ReadonlyMap<string, unknown>): OdpWireEvent {
  const { type, action } = event;
  if (typeof action !== 'string' || action === '') {
    throw new TypeError('An ODP event expects action to be a text that says something, such as "purchased".');
  }
  const identifiers = readIdentifiers(toMap(event.identifiers));
  if (identifiers.size === 0) {
    throw new TypeError(
      `ODP event "${action}" expects at least one identifier, such as fs_user_id. Got none.`,
    );
  }
  const data = new Map([...common, ['idempotence_id', randomUUID()], ...SOURCE, ...toMap(event.data)]);
  for (const [name, value] of data) {
    if (value === null || PLAIN.has(typeof value)) continue;
    throw new TypeError(
      `ODP event "${action}" expects data to be texts, numbers, booleans and nulls, got ${typeof value} for "${name}".`,
    );
  }
  return {
    type: type || DEFAULT_TYPE,
    action,
    identifiers: Object.fromEntries(identifiers),
    data: Object.fromEntries(data),
  };
}

/** Other spellings of the user id become the one that ODP knows. */
function readIdentifiers(given: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const identifiers = new Map(given);
  for (const [name, value] of given) {
    if (!USER_ID_NAMES.has(name.toLowerCase())) continue;
    identifiers.delete(name);
    identifiers.set(USER_ID, value);
  }
  return identifiers;
}
