import type { ExposureEvent, GoalEvent } from '../../../ports/sink.js';
import type { CustomDataDefinitions } from '../payload/custom-data-definitions.js';
import type {
  CustomDataDatum,
  GeolocationDatum,
  KameleoonDatum,
  PageViewDatum,
} from '../visitor/remembered-data.js';
import { resolveCustomData } from '../visitor/visitor-record.js';

/** A segment whose tracked audience a visitor is in. */
export interface TargetingSegmentDatum {
  readonly type: 'targetingSegment';
  readonly id: number;
}

/** What is converted. */
export interface Conversion {
  readonly goalId: number;
  readonly revenue?: number | undefined;
  readonly negative?: boolean | undefined;
  readonly metadata?: readonly CustomDataDatum[] | undefined;
}

/** The numbers that stand for names on the wire. */
const BROWSERS = ['CHROME', 'IE', 'FIREFOX', 'SAFARI', 'OPERA', 'OTHER'];
const SYSTEMS = ['WINDOWS', 'MAC', 'IOS', 'LINUX', 'ANDROID', 'WINDOWS_PHONE'];

const enc = encodeURIComponent;

/** A visitor's variation of an experiment. */
export function experimentLine({ exposure }: ExposureEvent): string {
  return `eventType=experiment&id=${exposure.experiment.key}&variationId=${exposure.variation.id}`;
}

/** A goal that was tracked; its properties `negative` and `metadata` are what the vendor's SDK takes. */
export function goalLine(event: GoalEvent, goalId: number, definitions: CustomDataDefinitions): string {
  const { negative, metadata } = event.properties;
  const conversion: Conversion = {
    goalId,
    revenue: event.revenue,
    negative: negative === true,
    metadata: Array.isArray(metadata) ? (metadata as readonly CustomDataDatum[]) : undefined,
  };
  return conversionLine(conversion, definitions);
}

/** A conversion. */
export function conversionLine(conversion: Conversion, definitions: CustomDataDefinitions): string {
  const { goalId, revenue = 0, negative = false, metadata = [] } = conversion;
  const line = `eventType=conversion&goalId=${goalId}&revenue=${revenue}&negative=${negative}`;
  return metadata.length === 0 ? line : `${line}&metadata=${enc(metadataText(metadata, definitions))}`;
}

/** Of an index that occurs twice the first counts; a name that the data file does not know is left out. */
function metadataText(metadata: readonly CustomDataDatum[], definitions: CustomDataDefinitions): string {
  const values = new Map<string, readonly string[]>();
  for (const datum of metadata) {
    const known = resolveCustomData(datum, definitions);
    if (known === null || values.has(String(known.index))) continue;
    values.set(String(known.index), known.values);
  }
  return JSON.stringify(Object.fromEntries(values));
}

/** A piece of visitor data; null for what is never sent. */
export function dataLine(
  datum: KameleoonDatum | TargetingSegmentDatum,
  definitions: CustomDataDefinitions,
): string | null {
  switch (datum.type) {
    case 'customData':
      return customDataLine(datum, definitions);
    case 'conversion':
      return conversionLine(datum, definitions);
    case 'pageView':
      return pageLine(datum);
    case 'browser':
      return `eventType=staticData&browser=${datum.browser}&browserIndex=${BROWSERS.indexOf(datum.browser)}${optional('browserVersion', datum.version)}`;
    case 'device':
      return `eventType=staticData&deviceType=${datum.device}`;
    case 'operatingSystem':
      return `eventType=staticData&os=${datum.operatingSystem}&osIndex=${SYSTEMS.indexOf(datum.operatingSystem)}`;
    case 'geolocation':
      return geolocationLine(datum);
    case 'interest':
      return `eventType=interests&indexes=[${datum.index}]&fresh=true`;
    case 'targetingSegment':
      return `eventType=targetingSegment&id=${datum.id}`;
    default:
      return null;
  }
}

function customDataLine(datum: CustomDataDatum, definitions: CustomDataDefinitions): string | null {
  const known = resolveCustomData(datum, definitions);
  if (known?.index === undefined || definitions.localOnly.has(known.index)) return null;
  const counts = JSON.stringify(Object.fromEntries(known.values.map((value) => [value, 1])));
  const links = known.index === definitions.mappingIndex && Boolean(known.values[0]);
  const identifier = links ? '&mappingIdentifier=true' : '';
  return `eventType=customData&index=${known.index}&valuesCountMap=${enc(counts)}&overwrite=${known.overwrite ?? true}${identifier}`;
}

function pageLine({ url, title, referrers }: PageViewDatum): string | null {
  if (!url) return null;
  const from = referrers?.length ? `&referrersIndices=${JSON.stringify(referrers)}` : '';
  return `eventType=page&href=${enc(url)}${encoded('title', title)}${from}`;
}

function geolocationLine(place: GeolocationDatum): string {
  const { country, region, city, postalCode, coordinates } = place;
  const names = `${encoded('region', region)}${encoded('city', city)}${encoded('postalCode', postalCode)}`;
  const where = coordinates === undefined ? '' : `&latitude=${coordinates[0]}&longitude=${coordinates[1]}`;
  return `eventType=geolocation&country=${enc(country)}${names}${where}`;
}

function encoded(name: string, value: string | undefined): string {
  return value ? `&${name}=${enc(value)}` : '';
}

function optional(name: string, value: number | undefined): string {
  return value ? `&${name}=${value}` : '';
}
