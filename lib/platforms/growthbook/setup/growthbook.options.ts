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
}

/** How {@link growthbook} is set up. */
export interface GrowthbookOptions extends Partial<GrowthbookSourceOptions>, GrowthbookCompileOptions {
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
  if (clientKey === undefined) {
    if (payload !== undefined) return;
    throw new TypeError(
      'growthbook() expects clientKey: the key of an SDK connection ("sdk-..."), or payload: a GrowthBook payload. Got neither.',
    );
  }
  checkSourceOptions({ ...options, clientKey });
  if (events !== false) trackUrl({ ...events, clientKey });
}
