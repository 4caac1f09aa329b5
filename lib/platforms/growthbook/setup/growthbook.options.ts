import type { Entries } from '../../../engine/subject.js';
import type { Definition } from '../payload/coerce.js';
import type { GrowthbookSinkOptions } from './sink.options.js';
import { trackUrl } from './sink.options.js';
import type { GrowthbookSourceOptions } from './source.options.js';
import { checkSourceOptions } from './source.options.js';

/** What GrowthBook's SDK takes for all visitors at once. */
export interface GrowthbookCompileOptions {
  /** False: no experiment runs; forced values and rollouts still apply. @defaultValue true */
  readonly enabled?: boolean;
  /** True: nobody is assigned by hashing. @defaultValue false */
  readonly qaMode?: boolean;
  /** Attributes of every visitor; a visitor's own win. */
  readonly globalAttributes?: Entries<unknown>;
  /** Variation indexes forced for every visitor, by experiment key; a visitor's own win. */
  readonly forcedVariations?: Entries<unknown>;
  /** Values forced for every visitor, by feature key; a visitor's own win. */
  readonly forcedFeatureValues?: Entries<unknown>;
  /** Saved groups, for payloads that have none of their own. */
  readonly savedGroups?: Entries<unknown>;
  /** Members of experiments to be replaced, by experiment key. Deprecated in the format. */
  readonly overrides?: Entries<Definition>;
  /** Groups that visitors are in (true) or not, for experiments with `groups`. Deprecated in the format. */
  readonly groups?: Entries<boolean>;
  /**
   * Whether `?<experiment key>=<index>` in the subject's URL forces a variation. Whoever writes the URL chooses then.
   *
   * @defaultValue true, as in GrowthBook's SDK; the platforms say false
   */
  readonly queryStringOverrides?: boolean;
}

/** What the query string of requests may do. */
export interface QueryStringOverrideOptions {
  /** Whether it forces variations for gates (`@FeatureFlag`, `@RequireVariant`), too: then every visitor can open them. @defaultValue false */
  readonly gates?: boolean;
}

/** What is said of a platform about visitors who choose. */
export interface QueryStringOverridesOption {
  /**
   * Whether visitors may force variations by the query string, as GrowthBook's SDK lets them: `?<experiment key>=<index>`. True
   * leaves gates alone; `{ gates: true }` does not. URL targeting goes by the request's URL in any case.
   *
   * @defaultValue false: nobody chooses a variation without a signature
   */
  readonly queryStringOverrides?: boolean | QueryStringOverrideOptions;
}

/** How {@link growthbook} is set up. */
export interface GrowthbookOptions
  extends
    Partial<GrowthbookSourceOptions>,
    Omit<GrowthbookCompileOptions, 'queryStringOverrides'>,
    QueryStringOverridesOption {
  /** A payload to start from: the only configuration without `clientKey`, the bootstrap with it. */
  readonly payload?: unknown;
  /** Base64 of the key of an SDK connection whose payload is encrypted. */
  readonly decryptionKey?: string;
  /**
   * Delivery of events to GrowthBook's ingestion; false switches it off.
   *
   * @defaultValue on when there is a `clientKey`, with the sink's own defaults
   */
  readonly events?: false | Omit<GrowthbookSinkOptions, 'clientKey'>;
  /**
   * Attribute names of units, where they are not the unit's own name.
   *
   * @defaultValue `{ visitor: 'id' }`
   */
  readonly unitAttributes?: Readonly<Record<string, string>>;
}

/** @throws TypeError when neither `clientKey` nor `payload` is given, or an option makes no sense */
export function checkGrowthbookOptions(options: GrowthbookOptions): void {
  const { clientKey, payload, events } = options;
  checkQueryStringOverrides('growthbook', options);
  if (clientKey === undefined) {
    if (payload !== undefined) return;
    throw new TypeError(
      'growthbook() expects clientKey: the key of an SDK connection ("sdk-..."), or payload: a GrowthBook payload. Got neither.',
    );
  }
  checkSourceOptions({ ...options, clientKey });
  if (events !== false) trackUrl({ ...events, clientKey });
}

/** @throws TypeError for what says nothing about the query string */
export function checkQueryStringOverrides(
  factory: string,
  { queryStringOverrides }: QueryStringOverridesOption,
): void {
  if (queryStringOverrides === undefined || typeof queryStringOverrides === 'boolean') return;
  const given: unknown = queryStringOverrides;
  const isObject = typeof given === 'object' && given !== null;
  if (isObject && Object.keys(given).every((name) => name === 'gates')) {
    const { gates } = given as { gates?: unknown };
    if (gates === undefined || typeof gates === 'boolean') return;
  }
  throw new TypeError(
    `${factory}() expects queryStringOverrides: true, false, or { gates: true } where the query string may open gates, too. Got ${isObject ? 'another object' : typeof given}.`,
  );
}

/** What the platform and its compiler are told of the option. */
export function queryStringSettings({ queryStringOverrides }: QueryStringOverridesOption): {
  readonly forces: boolean;
  readonly gatesIgnore: boolean;
} {
  const forces = queryStringOverrides !== undefined && queryStringOverrides !== false;
  const gates = typeof queryStringOverrides === 'object' && queryStringOverrides.gates === true;
  return { forces, gatesIgnore: forces && !gates };
}
