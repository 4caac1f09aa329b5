import type { VisitorFacts } from '../../../ports/platform.js';

/** What is added about a visitor with each of their requests, without a call. All off unless told otherwise. */
export interface KameleoonRequestData {
  /** The `User-Agent` header. */
  readonly userAgent?: boolean | undefined;
  /** The `Cookie` header. */
  readonly cookies?: boolean | undefined;
  /**
   * A view of the page asked for. A function says which page a request is a view of, or null for none: requests for data or pictures
   * are no page views.
   */
  readonly pageViews?: boolean | ((visitor: VisitorFacts) => string | null) | undefined;
  /** The `Referer` header, as the page that was viewed before; only where no page view is known yet. It is not sent. */
  readonly referrer?: boolean | undefined;
}

/** What is read of the vendor's warehouse. */
export interface KameleoonWarehouse {
  /** Index of the custom data that takes the visitor's audiences, a whole number of 0 or more. */
  readonly customDataIndex: number;
  /** The visitor's key in the warehouse; null: not asked for. @defaultValue the visitor code */
  readonly key?: ((visitor: VisitorFacts) => string | null) | undefined;
}

/** What to take from the collector's answer about a visitor. */
export interface RemoteDataFilters {
  readonly customData?: boolean | undefined;
  readonly pageViews?: boolean | undefined;
  readonly geolocation?: boolean | undefined;
  readonly device?: boolean | undefined;
  readonly browser?: boolean | undefined;
  readonly operatingSystem?: boolean | undefined;
  readonly conversions?: boolean | undefined;
  readonly experiments?: boolean | undefined;
  readonly kcs?: boolean | undefined;
  readonly cbs?: boolean | undefined;
  readonly personalization?: boolean | undefined;
  /** Whether to take over the visitor code the visitor is linked to. */
  readonly visitorCode?: boolean | undefined;
}

/** Which visits, and what of them. */
export interface KameleoonRemoteVisits extends RemoteDataFilters {
  /** How many past visits, 1 to 25. @defaultValue 1 */
  readonly previousVisits?: number | undefined;
  /** Whether the current visit counts, too. @defaultValue true */
  readonly currentVisit?: boolean | undefined;
}

/** What is fetched about visitors before the handler. Failures and time-outs leave it out. */
export interface KameleoonRemoteData {
  /**
   * What the collector knows of earlier visits; true asks for custom data and the linked visitor code, as the vendor's SDK
   * does unless told otherwise.
   */
  readonly visits?: boolean | KameleoonRemoteVisits | undefined;
  /** Audiences in the customer's own warehouse. */
  readonly warehouse?: KameleoonWarehouse | undefined;
  /** Milliseconds after which a visitor is asked for again, above 0. @defaultValue `1_800_000` (30 minutes) */
  readonly ttlMs?: number | undefined;
  /** Most visitors whose answers are kept. @defaultValue `10_000` */
  readonly maxEntries?: number | undefined;
}

/** What `kameleoon()` is told about visitors. */
export interface KameleoonVisitorOptions {
  /** What requests tell by themselves; true for all of it. @defaultValue false */
  readonly requestData?: boolean | KameleoonRequestData | undefined;
  /**
   * Whether the cookie `kameleoonSimulationFFData`, by which the console's simulation panel chooses variations, is followed. Visitors
   * can write cookies themselves: with true, each of them can choose any variation, and open gates.
   *
   * @defaultValue false: nobody chooses a variation without a signature. The vendor's SDK follows the cookie
   */
  readonly simulations?: boolean | undefined;
  /** What is fetched of earlier visits before a decision. @defaultValue nothing is fetched */
  readonly remoteData?: KameleoonRemoteData | undefined;
}
