import type { KameleoonRemoteVisits } from '../setup/visitor-memory.options.js';

/** Whom a request is about. */
interface VisitsTarget {
  /** Of the data API. */
  readonly origin: string;
  readonly siteCode: string;
  readonly visitorCode: string;
  /** True: the code identifies a known user whom other codes are linked to. */
  readonly isMapped: boolean;
}

/** Address of what the collector knows of a visitor, its parameters in the vendor's order. */
export function visitsUrl(target: VisitsTarget, wanted: KameleoonRemoteVisits): string {
  const { origin, siteCode, visitorCode, isMapped } = target;
  const parameters: readonly (readonly [string, boolean | undefined])[] = [
    ['customData', Boolean(wanted.customData) || Boolean(wanted.visitorCode)],
    ['conversion', wanted.conversions],
    ['geolocation', wanted.geolocation],
    ['experiment', wanted.experiments],
    ['page', wanted.pageViews],
    ['staticData', true],
    ['currentVisit', wanted.currentVisit],
    ['kcs', wanted.kcs],
    ['personalization', wanted.personalization],
    ['cbs', wanted.cbs],
  ];
  const asked = parameters.filter(([, isAsked]) => isAsked).map(([name]) => `&${name}=true`);
  const who = `${isMapped ? 'mappingValue' : 'visitorCode'}=${encodeURIComponent(visitorCode)}`;
  return `${origin}/visit/visitor?siteCode=${encodeURIComponent(siteCode)}&${who}&maxNumberPreviousVisits=${wanted.previousVisits ?? 1}${asked.join('')}`;
}

/** Address of what the customer's own data says under a key. */
export function mapUrl({ origin, siteCode }: Pick<VisitsTarget, 'origin' | 'siteCode'>, key: string): string {
  return `${origin}/map/map?siteCode=${encodeURIComponent(siteCode)}&key=${encodeURIComponent(key)}`;
}
