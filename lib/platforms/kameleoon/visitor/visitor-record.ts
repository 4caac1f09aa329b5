import type { CustomDataDefinitions } from '../payload/custom-data-definitions.js';
import type { CustomDataDatum, KameleoonDatum, PageViewDatum } from './remembered-data.js';

/** Most entries of one kind (pages, custom data, goals ...) that are kept of a visitor; the oldest go first. */
export const MAX_ENTRIES = 1_000;
/** Most past visits kept, as in the vendor's SDK. */
const MAX_VISITS = 26;

type Page = { url: string; title: string | undefined; times: number[] };

/** What is known of one visitor: by the names and shapes of {@link KameleoonFacts}. */
export class VisitorRecord {
  readonly facts = new Map<string, unknown>();

  /** Whether nothing is known. */
  get isEmpty(): boolean {
    return this.facts.size === 0;
  }

  /** Takes in one piece; custom data must have its index by now. */
  add(datum: KameleoonDatum, now: number): void {
    switch (datum.type) {
      case 'customData':
        return this.addCustomData(datum);
      case 'pageView':
        return this.addPageView(datum, now);
      case 'conversion':
        return this.addId('conversions', datum.goalId);
      case 'personalization':
        return this.addId('personalizations', datum.id);
      case 'visits':
        return this.addVisits(datum.started);
      default:
        return this.replace(datum);
    }
  }

  private replace(datum: Exclude<KameleoonDatum, CustomDataDatum | PageViewDatum>): void {
    switch (datum.type) {
      case 'browser':
        this.facts.set('browser', { browser: datum.browser, version: datum.version });
        return;
      case 'geolocation':
        this.facts.set('geolocation', { country: datum.country, region: datum.region, city: datum.city });
        return;
      case 'device':
        this.facts.set('device', datum.device);
        return;
      case 'operatingSystem':
        this.facts.set('operatingSystem', datum.operatingSystem);
        return;
      case 'cookies':
        this.facts.set('cookies', datum.cookies.slice(0, MAX_ENTRIES));
        return;
      case 'applicationVersion':
        this.facts.set('applicationVersion', datum.version);
        return;
      case 'userAgent':
      case 'uniqueIdentifier':
        this.facts.set(datum.type, datum.value);
        return;
      case 'conversionScores':
      case 'cbScores':
        this.facts.set(datum.type, datum.scores);
        return;
      default:
        return;
    }
  }

  private addCustomData({ index, values }: CustomDataDatum): void {
    if (index === undefined) return;
    const known = this.collection('customData', () => new Map<number, readonly string[]>());
    known.set(index, [...values]);
    if (known.size > MAX_ENTRIES) dropFirst(known);
  }

  private addId(name: 'conversions' | 'personalizations', id: number): void {
    const known = this.collection(name, () => new Set<number>());
    known.add(id);
    if (known.size > MAX_ENTRIES) dropFirst(known);
  }

  private addPageView({ url, title, times }: PageViewDatum, now: number): void {
    const pages = this.collection('pageViews', (): Page[] => []);
    const added = [...(times ?? [now])];
    const known = pages.find((page) => page.url === url);
    if (known === undefined) {
      pages.push({ url, title, times: added.slice(-MAX_ENTRIES) });
      if (pages.length > MAX_ENTRIES) pages.shift();
      return;
    }
    for (const time of known.times) insert(added, time);
    known.title = title;
    known.times = added.slice(-MAX_ENTRIES);
  }

  private addVisits(started: readonly number[]): void {
    const known = this.collection('visits', (): number[] => []);
    for (const time of started) insert(known, time);
    known.splice(0, known.length - MAX_VISITS);
  }

  private collection<T>(name: string, create: () => T): T {
    const known = this.facts.get(name);
    if (known !== undefined) return known as T;
    const created = create();
    this.facts.set(name, created);
    return created;
  }
}

/** Keeps a list ascending; a time that is there already is not added. */
function insert(times: number[], time: number): void {
  if (times.includes(time)) return;
  const at = times.findIndex((other) => other >= time);
  times.splice(at === -1 ? times.length : at, 0, time);
}

function dropFirst(collection: Map<number, unknown> | Set<number>): void {
  for (const key of collection.keys()) {
    collection.delete(key);
    return;
  }
}

/** Custom data with its index; null when it has a name that the data file does not know, or neither. */
export function resolveCustomData(
  datum: CustomDataDatum,
  definitions: CustomDataDefinitions,
): CustomDataDatum | null {
  if (datum.index !== undefined && datum.index !== -1) return datum;
  const index = datum.name === undefined ? undefined : definitions.indexByName.get(datum.name);
  return index === undefined ? null : { ...datum, index };
}
