import type { JsonObject } from '../../../platform-kit/foreign-json.js';
import { isJsonObject, own, ownList } from '../../../platform-kit/foreign-json.js';
import type { RemoteDataFilters } from '../setup/visitor-memory.options.js';
import type { KameleoonDatum, PageViewDatum } from './remembered-data.js';

/** The collector's answer, read: for `VisitorMemory.addRemote`. */
export interface RemoteVisitorData {
  readonly data: readonly KameleoonDatum[];
  /** Variation ids by experiment id as text. */
  readonly assignments: ReadonlyMap<string, number | null>;
  readonly mapping: { readonly code: string; readonly at: number } | null;
}

const BROWSERS = ['CHROME', 'IE', 'FIREFOX', 'SAFARI', 'OPERA', 'OTHER'] as const;
const SYSTEMS = ['WINDOWS', 'MAC', 'IOS', 'LINUX', 'ANDROID', 'WINDOWS_PHONE'] as const;

/**
 * Reads the answer to a request for remote visitor data (`/visit/visitor`). Visits come latest first: the current one, if
 * any, then earlier ones. Even an answer without visits tells something: that there were none.
 */
export function readRemoteVisitorData(answer: unknown, filters: RemoteDataFilters): RemoteVisitorData {
  const body: JsonObject = isJsonObject(answer) ? answer : {};
  const current = own(body, 'currentVisit');
  const previous = (ownList(body, 'previousVisits') ?? []).filter(isJsonObject);
  const visits = isJsonObject(current) ? [current, ...previous] : previous;
  const started = previous
    .map((visit) => own(visit, 'timeStarted'))
    .filter((time) => typeof time === 'number');
  const data: KameleoonDatum[] = [{ type: 'visits', started }];
  if (visits.length === 0) return { data, assignments: new Map(), mapping: null };
  data.push(...technical(visits, filters), ...scores(body, filters));
  if (filters.customData) data.push(...customData(visits));
  if (filters.pageViews) data.push(...pageViews(visits));
  if (filters.conversions) data.push(...conversions(visits));
  if (filters.personalization) data.push(...personalizations(visits));
  return {
    data,
    assignments: filters.experiments ? experiments(visits) : new Map(),
    mapping: filters.visitorCode ? mapping(visits[0] as JsonObject) : null,
  };
}

function technical(visits: readonly JsonObject[], filters: RemoteDataFilters): KameleoonDatum[] {
  const found = [
    filters.browser ? first(visits, browser) : undefined,
    filters.device ? first(visits, device) : undefined,
    filters.operatingSystem ? first(visits, operatingSystem) : undefined,
    filters.geolocation ? first(visits, geolocation) : undefined,
  ];
  return found.filter((datum) => datum !== undefined);
}

function first(
  visits: readonly JsonObject[],
  read: (visit: JsonObject) => KameleoonDatum | undefined,
): KameleoonDatum | undefined {
  for (const visit of visits) {
    const datum = read(visit);
    if (datum !== undefined) return datum;
  }
  return undefined;
}

function browser(visit: JsonObject): KameleoonDatum | undefined {
  const data = staticData(visit);
  const type = named(own(data, 'browser'), own(data, 'browserIndex'), BROWSERS);
  const version = own(data, 'browserVersion');
  if (type === undefined) return undefined;
  return { type: 'browser', browser: type, version: version ? (version as number) : undefined };
}

function device(visit: JsonObject): KameleoonDatum | undefined {
  const type = own(staticData(visit), 'deviceType');
  return type ? { type: 'device', device: type as 'PHONE' } : undefined;
}

function operatingSystem(visit: JsonObject): KameleoonDatum | undefined {
  const data = staticData(visit);
  const system = named(own(data, 'os'), own(data, 'osIndex'), SYSTEMS);
  return system === undefined ? undefined : { type: 'operatingSystem', operatingSystem: system };
}

/** A city counts only with its region. */
function geolocation(visit: JsonObject): KameleoonDatum | undefined {
  const place = events(visit, 'geolocationEvents').findLast((data) => Boolean(own(data, 'country')));
  if (place === undefined) return undefined;
  const region = (own(place, 'region') || undefined) as string | undefined;
  const city = region === undefined ? undefined : ((own(place, 'city') || undefined) as string | undefined);
  return { type: 'geolocation', country: own(place, 'country') as string, region, city };
}

function scores(body: JsonObject, filters: RemoteDataFilters): KameleoonDatum[] {
  const kcs = own(body, 'kcs');
  const cbs = own(body, 'cbs');
  const found: KameleoonDatum[] = [];
  if (filters.kcs && isJsonObject(kcs)) found.push({ type: 'conversionScores', scores: kcs });
  if (filters.cbs && isJsonObject(cbs)) found.push({ type: 'cbScores', scores: cbs });
  return found;
}

/** Of each index the latest event of the latest visit that has one. */
function customData(visits: readonly JsonObject[]): KameleoonDatum[] {
  const found = new Map<unknown, KameleoonDatum>();
  for (const visit of visits) {
    for (const data of events(visit, 'customDataEvents').toReversed()) {
      const index = own(data, 'index') as number;
      const counts = own(data, 'valuesCountMap');
      if (found.has(index) || !isJsonObject(counts)) continue;
      found.set(index, { type: 'customData', index, values: Object.keys(counts) });
    }
  }
  return [...found.values()];
}

function pageViews(visits: readonly JsonObject[]): KameleoonDatum[] {
  const found = new Map<unknown, PageViewDatum>();
  for (const visit of visits) {
    for (const event of (ownList(visit, 'pageEvents') ?? []).filter(isJsonObject)) {
      const data = own(event, 'data');
      const time = own(event, 'time');
      if (!isJsonObject(data) || typeof time !== 'number') continue;
      const url = own(data, 'href') as string;
      const times = [...(found.get(url)?.times ?? []), time];
      found.set(url, { type: 'pageView', url, title: own(data, 'title') as string | undefined, times });
    }
  }
  return [...found.values()];
}

function conversions(visits: readonly JsonObject[]): KameleoonDatum[] {
  const goals = visits.flatMap((visit) =>
    events(visit, 'conversionEvents').map((data) => own(data, 'goalId')),
  );
  return [...new Set(goals)].map((goalId) => ({ type: 'conversion', goalId: goalId as number }));
}

/** Of each personalisation the first event. */
function personalizations(visits: readonly JsonObject[]): KameleoonDatum[] {
  const found = new Map<unknown, KameleoonDatum>();
  for (const data of visits.flatMap((visit) => events(visit, 'personalizationEvents'))) {
    const id = own(data, 'id') as number;
    const variationId = own(data, 'variationId') as number;
    if (!found.has(id)) found.set(id, { type: 'personalization', id, variationId });
  }
  return [...found.values()];
}

/** Of each experiment the last event of the earliest visit that has one. */
function experiments(visits: readonly JsonObject[]): ReadonlyMap<string, number | null> {
  const found = new Map<string, number | null>();
  for (const data of visits.flatMap((visit) => events(visit, 'experimentEvents'))) {
    found.set(String(own(data, 'id')), own(data, 'variationId') as number | null);
  }
  return found;
}

function mapping(visit: JsonObject): { code: string; at: number } | null {
  const linking = (ownList(visit, 'customDataEvents') ?? []).find((event) => {
    const data = isJsonObject(event) ? own(event, 'data') : undefined;
    return isJsonObject(data) && Boolean(own(data, 'mappingIdentifier'));
  });
  const at = isJsonObject(linking) ? own(linking, 'time') : undefined;
  const code = own(visit, 'visitorCode');
  return typeof at === 'number' && at > 0 && typeof code === 'string' && code !== '' ? { code, at } : null;
}

function events(visit: JsonObject, name: string): readonly JsonObject[] {
  const list = (ownList(visit, name) ?? []).map((event) =>
    isJsonObject(event) ? own(event, 'data') : undefined,
  );
  return list.filter(isJsonObject);
}

function staticData(visit: JsonObject): JsonObject {
  const event = own(visit, 'staticDataEvent');
  const data = isJsonObject(event) ? own(event, 'data') : undefined;
  return isJsonObject(data) ? data : {};
}

function named<T extends string>(name: unknown, index: unknown, names: readonly T[]): T | undefined {
  if (name) return name as T;
  return typeof index === 'number' ? names[index] : undefined;
}
