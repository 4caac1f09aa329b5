import type { SinkBatching } from '../../../ports/sink.js';
import type { SdkIdentity } from '../subject/sdk-identity.js';
import type { KameleoonVisitorOptions } from './visitor-memory.options.js';

/** Addresses other than the vendor's: of a proxy, a mirror or a test. Each is an origin, or an origin with a path. */
export interface KameleoonEndpoints {
  /** Serves the data file. @defaultValue `'https://sdk-config.kameleoon.eu'` */
  readonly configuration?: string | undefined;
  /** Tells of changes. @defaultValue `'https://events.kameleoon.eu:8110'` */
  readonly updates?: string | undefined;
  /** Takes events and gives remote data. @defaultValue the host that the data file names */
  readonly data?: string | undefined;
  /** Gives access tokens. @defaultValue `'https://api.kameleoon.com'` */
  readonly api?: string | undefined;
}

/** How long visitors are remembered in this process, and how many. */
export interface KameleoonVisitorMemory {
  /**
   * A visitor is forgotten after this long without a visit, in milliseconds, above 0.
   *
   * @defaultValue `1_800_000` (30 minutes)
   */
  readonly idleMs?: number | undefined;
  /**
   * Most visitors that are remembered, above 0; beyond that the one untouched for longest is forgotten.
   *
   * @defaultValue `10_000`
   */
  readonly maxVisitors?: number | undefined;
}

/** How `kameleoon()` is set up. */
export interface KameleoonOptions extends KameleoonVisitorOptions {
  /** Of the site, from the console. Left out: only `dataFile` is used, and nothing is sent. */
  readonly siteCode?: string | undefined;
  /** With `clientSecret`: events and remote data are sent with an access token. From the console's API credentials. */
  readonly clientId?: string | undefined;
  /** Goes with `clientId`. Never logged. */
  readonly clientSecret?: string | undefined;
  /** The environment, as the console names it. @defaultValue `'production'` */
  readonly environment?: string | undefined;
  /** A domain of your own in front of all of the vendor's hosts: `sdk-config.<domain>`, `events.<domain>`, `data.<domain>`, `api.<domain>`. */
  readonly networkDomain?: string | undefined;
  /**
   * Domain of the visitor cookie, so that subdomains share the visitor: `example.com`. `visitor.cookie.domain` of the module wins.
   *
   * @defaultValue none: only the host that answers
   */
  readonly topLevelDomain?: string | undefined;
  /**
   * Milliseconds between downloads, at least 1,000; `refresh.everyMs` of the module wins.
   *
   * @defaultValue `3_600_000` (60 minutes)
   */
  readonly refreshIntervalMs?: number | undefined;
  /**
   * Whether changes are taken over at once where the data file says that the site has real-time updates. Needs the optional
   * package `eventsource`. Scheduled refreshes go on beside it.
   *
   * @defaultValue `true`
   */
  readonly realTime?: boolean | undefined;
  /**
   * For one request, in milliseconds, above 0.
   *
   * @defaultValue `10_000`
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Largest data file in bytes, unpacked, above 0.
   *
   * @defaultValue 32 MiB
   */
  readonly maxBytes?: number | undefined;
  /**
   * What conditions on the SDK's language and version are compared with.
   *
   * @defaultValue `{ type: 'NODEJS', version: '5.17.1' }`
   */
  readonly sdk?: SdkIdentity | undefined;
  /** A data file to start from (an object, or its text): the only configuration without `siteCode`, the bootstrap with it. */
  readonly dataFile?: unknown;
  /**
   * Path of a YAML file with options, as the vendor's server SDKs read them (`/etc/kameleoon/client-python.yaml`). Needs the optional
   * package `yaml`. Read once, when `kameleoon()` is called; options that are given besides it win.
   *
   * @see {@link readOptionsFile} for its keys
   */
  readonly configFile?: string | undefined;
  /** How long visitors are remembered in this process, and how many. @defaultValue that of each member */
  readonly visitors?: KameleoonVisitorMemory | undefined;
  /** Ids of goals by the names that the application tracks; a goal that is a number (`track('1234')`) needs none. */
  readonly goals?: Readonly<Record<string, number>> | undefined;
  /**
   * Delivery of events to the data API; false switches it off.
   *
   * @defaultValue on when there is a `siteCode`, with the sink's own defaults
   */
  readonly events?: false | Pick<KameleoonSinkOptions, 'maxBatchSize' | 'flushIntervalMs'> | undefined;
  /** Other addresses than the vendor's. They win over `networkDomain`. */
  readonly endpoints?: KameleoonEndpoints | undefined;
  /** Makes all requests, for example through a proxy. @defaultValue the built-in `fetch` */
  readonly fetch?: typeof fetch | undefined;
}

/** Where Kameleoon's data file is downloaded from. */
export interface KameleoonSourceOptions extends Pick<
  KameleoonOptions,
  'environment' | 'networkDomain' | 'realTime' | 'timeoutMs' | 'maxBytes' | 'endpoints' | 'fetch' | 'sdk'
> {
  /** Of the site, from the console; not empty. */
  readonly siteCode: string;
}

/** What the sink has to know of visitors: a `VisitorMemory`. */
export interface KameleoonVisitors {
  /** The answer on consent; undefined while unknown. */
  consent(visitorCode: string): boolean | undefined;
  /** What is known besides: `userAgent`, `uniqueIdentifier`, `mappingIdentifier`. */
  facts(visitorCode: string): ReadonlyMap<string, unknown>;
}

/** How `kameleoonSink()` is set up. */
export interface KameleoonSinkOptions
  extends SinkBatching, Pick<KameleoonOptions, 'goals' | 'networkDomain' | 'endpoints' | 'sdk' | 'fetch'> {
  /** Of the site, from the console. */
  readonly siteCode: string;
  /** Events in one request, at least 1. @defaultValue `1_000` */
  readonly maxBatchSize?: number | undefined;
  /**
   * Milliseconds from the first event of an empty queue to its delivery: 100 to 1,000, what is outside is taken to the nearest of
   * these, as by the vendor's SDK. @defaultValue `1_000`
   */
  readonly flushIntervalMs?: number | undefined;
  /** What is known of visitors. Without it nobody has given consent, and no user agent is sent. */
  readonly memory?: KameleoonVisitors | undefined;
}
