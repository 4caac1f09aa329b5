import type { GeolocationFact } from '../subject/visitor-facts.js';

/** Custom data: by index, or by the name that the data file gives an index. The values replace those set before. */
export interface CustomDataDatum {
  readonly type: 'customData';
  readonly index?: number | undefined;
  readonly name?: string | undefined;
  readonly values: readonly string[];
  /** Told to the collector: whether it replaces, too. Default true. */
  readonly overwrite?: boolean | undefined;
}

/** A view of a page. */
export interface PageViewDatum {
  readonly type: 'pageView';
  readonly url: string;
  readonly title?: string | undefined;
  readonly referrers?: readonly number[] | undefined;
  /** When: epoch milliseconds. Default the time it is added. */
  readonly times?: readonly number[] | undefined;
}

/** A goal converted. */
export interface ConversionDatum {
  /** Tells conversions from other data. */
  readonly type: 'conversion';
  /** The id of the goal in the console, a whole number. */
  readonly goalId: number;
  /** What the conversion is worth: any finite number. @defaultValue `0` */
  readonly revenue?: number | undefined;
  /** Told to the collector: whether the conversion is a negative one. @defaultValue `false` */
  readonly negative?: boolean | undefined;
  /** Custom data told along with the conversion; of several for one index the first counts. @defaultValue none */
  readonly metadata?: readonly CustomDataDatum[] | undefined;
}

/** The visitor's browser. */
export interface BrowserDatum {
  readonly type: 'browser';
  readonly browser: KameleoonBrowser;
  readonly version?: number | undefined;
}

/** Where the visitor is. */
export interface GeolocationDatum extends GeolocationFact {
  readonly type: 'geolocation';
  readonly postalCode?: string | undefined;
  /** Latitude and longitude. */
  readonly coordinates?: readonly [number, number] | undefined;
}

/** Browsers that Kameleoon tells apart. */
export type KameleoonBrowser = 'CHROME' | 'IE' | 'FIREFOX' | 'SAFARI' | 'OPERA' | 'OTHER';
/** Devices that Kameleoon tells apart. */
export type KameleoonDevice = 'PHONE' | 'TABLET' | 'DESKTOP';
/** Operating systems that Kameleoon tells apart. */
export type KameleoonOperatingSystem = 'WINDOWS' | 'MAC' | 'IOS' | 'LINUX' | 'ANDROID' | 'WINDOWS_PHONE';

/** What Kameleoon's collector tells about earlier visits; only remote visitor data brings it. */
export type HistoryDatum =
  | { readonly type: 'visits'; readonly started: readonly number[] }
  | { readonly type: 'personalization'; readonly id: number; readonly variationId: number }
  | { readonly type: 'conversionScores'; readonly scores: Readonly<Record<string, unknown>> }
  | { readonly type: 'cbScores'; readonly scores: Readonly<Record<string, unknown>> };

/** One piece of visitor data. Make one with {@link kameleoonData}, or write it as it is: it is plain data. */
export type KameleoonDatum =
  | CustomDataDatum
  | PageViewDatum
  | ConversionDatum
  | BrowserDatum
  | GeolocationDatum
  | HistoryDatum
  | { readonly type: 'device'; readonly device: KameleoonDevice }
  | { readonly type: 'operatingSystem'; readonly operatingSystem: KameleoonOperatingSystem }
  | {
      readonly type: 'cookies';
      readonly cookies: readonly { readonly key: string; readonly value: string | undefined }[];
    }
  | { readonly type: 'userAgent'; readonly value: string }
  | { readonly type: 'applicationVersion'; readonly version: string }
  | { readonly type: 'uniqueIdentifier'; readonly value: boolean }
  | { readonly type: 'interest'; readonly index: number };

/** What can be said of a visitor besides data; kept with it. */
export type KameleoonInstruction =
  /** The visitor's answer on consent. */
  | { readonly type: 'consent'; readonly given: boolean }
  /** A variation of an experiment that the visitor is to get; null ends it. */
  | {
      readonly type: 'forcedVariation';
      readonly experimentId: number;
      readonly variationKey: string | null;
      readonly forceTargeting?: boolean | undefined;
    }
  /** Asks for the audiences that include the visitor to be told. */
  | { readonly type: 'evaluateAudiences' };

/** Whatever `addData` takes. */
export type KameleoonStatement = KameleoonDatum | KameleoonInstruction;

/** Makers of visitor data for `experiments.addData(...)`, under the names that the vendor's SDKs use. */
export const kameleoonData = Object.freeze({
  /** @param indexOrName - index or name of the custom data; @param values - one or more texts */
  customData: (indexOrName: number | string, ...values: string[]): CustomDataDatum =>
    typeof indexOrName === 'number'
      ? { type: 'customData', index: indexOrName, values }
      : { type: 'customData', name: indexOrName, values },
  pageView: (url: string, title?: string, referrers?: readonly number[]): PageViewDatum => ({
    type: 'pageView',
    url,
    title,
    referrers,
  }),
  conversion: (goalId: number, rest: Omit<ConversionDatum, 'type' | 'goalId'> = {}): ConversionDatum => ({
    ...rest,
    type: 'conversion',
    goalId,
  }),
  browser: (browser: KameleoonBrowser, version?: number): BrowserDatum => ({
    type: 'browser',
    browser,
    version,
  }),
  device: (device: KameleoonDevice): KameleoonDatum => ({ type: 'device', device }),
  operatingSystem: (operatingSystem: KameleoonOperatingSystem): KameleoonDatum => ({
    type: 'operatingSystem',
    operatingSystem,
  }),
  geolocation: (place: Omit<GeolocationDatum, 'type'>): GeolocationDatum => ({
    ...place,
    type: 'geolocation',
  }),
  cookie: (header: string): KameleoonDatum => ({ type: 'cookies', cookies: parseCookies(header) }),
  userAgent: (value: string): KameleoonDatum => ({ type: 'userAgent', value }),
  applicationVersion: (version: string): KameleoonDatum => ({ type: 'applicationVersion', version }),
  uniqueIdentifier: (value: boolean): KameleoonDatum => ({ type: 'uniqueIdentifier', value }),
  /** Takes part in no decision any more: conditions on interests hold for everybody. */
  interest: (index: number): KameleoonDatum => ({ type: 'interest', index }),
  /** The visitor's answer on consent: until there is one it is unknown, which keeps nobody out but holds events back. */
  consent: (given: boolean): KameleoonInstruction => ({ type: 'consent', given }),
  /**
   * Gives the visitor a variation of an experiment from now on; null ends it.
   *
   * @param forceTargeting - false: only where the rule's segment includes the visitor
   */
  forcedVariation: (
    experimentId: number,
    variationKey: string | null,
    forceTargeting = true,
  ): KameleoonInstruction => ({ type: 'forcedVariation', experimentId, variationKey, forceTargeting }),
  /** Tells the collector which tracked segments include the visitor. */
  evaluateAudiences: (): KameleoonInstruction => ({ type: 'evaluateAudiences' }),
});

/**
 * Splits a Cookie header as Kameleoon does: the value ends at a second `=`, a name without `=` has none, and an empty name
 * is skipped.
 */
export function parseCookies(header: string): { key: string; value: string | undefined }[] {
  if (header === '') return [];
  const cookies: { key: string; value: string | undefined }[] = [];
  for (const pair of header.split(';')) {
    const [key, value] = pair.trim().split('=');
    if (key) cookies.push({ key, value });
  }
  return cookies;
}
