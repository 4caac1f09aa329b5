import type { SinkBatching } from '../../../ports/sink.js';
import type { UnitTypeOptions } from '../subject/unit-types.js';

/** An application with a version, which the collector is told with each delivery. */
export interface AbsmartlyApplication {
  readonly name: string;
  /** @defaultValue 0 */
  readonly version?: string | number | undefined;
}

/** How `absmartly()` is set up. */
export interface AbsmartlyOptions {
  /** The collector's address, such as `https://your-company.absmartly.io/v1`. Left out: only `payload` is used, and nothing is sent. */
  readonly endpoint?: string | undefined;
  /** API key of the SDK, from the console. Sent with events only, as the vendor's SDK has it. Needed with an `endpoint`. */
  readonly apiKey?: string | undefined;
  /** The application as the console names it. Needed with an `endpoint`. */
  readonly application?: string | AbsmartlyApplication | undefined;
  /** The environment as the console names it. Needed with an `endpoint`. */
  readonly environment?: string | undefined;
  /**
   * What the collector is told of the client (`X-Agent`).
   *
   * @defaultValue `'absmartly-javascript-sdk'`, whose format this is
   */
  readonly agent?: string | undefined;
  /**
   * The unit type that the visitor code is: what most experiments are drawn by.
   *
   * @defaultValue `'session_id'`
   */
  readonly unitType?: string | undefined;
  /** Unit types of other units, where they are not the unit's own name: `{ user: 'user_id' }`. */
  readonly units?: Readonly<Record<string, string>> | undefined;
  /**
   * How often a download that failed is tried again, 0 or more; answers of 400 to 499 are final.
   *
   * @defaultValue `5`
   */
  readonly retries?: number | undefined;
  /**
   * For a download with all its retries, in milliseconds, above 0.
   *
   * @defaultValue `3_000`
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Largest payload in bytes, unpacked, above 0.
   *
   * @defaultValue 32 MiB
   */
  readonly maxBytes?: number | undefined;
  /** Context data to start from (an object, or its text): the only configuration without `endpoint`, the bootstrap with it. */
  readonly payload?: unknown;
  /**
   * Delivery of events to the collector; false switches it off.
   *
   * @defaultValue on when there is an `endpoint`, with the sink's own defaults
   */
  readonly events?:
    false | Pick<AbsmartlySinkOptions, 'maxBatchSize' | 'flushIntervalMs' | 'fetch'> | undefined;
  /** Sends downloads, for example through a proxy. @defaultValue the built-in `fetch` */
  readonly fetch?: typeof fetch | undefined;
}

/** Where A/B Smartly's context data is downloaded from. */
export interface AbsmartlySourceOptions extends Pick<
  AbsmartlyOptions,
  'retries' | 'timeoutMs' | 'maxBytes' | 'fetch'
> {
  /** The collector's address, such as `https://your-company.absmartly.io/v1`. */
  readonly endpoint: string;
  /** The application as the console names it. A version makes no difference here. */
  readonly application: string | AbsmartlyApplication;
  /** The environment as the console names it, such as `production`. */
  readonly environment: string;
}

/** How `absmartlySink()` is set up. */
export interface AbsmartlySinkOptions extends SinkBatching, UnitTypeOptions {
  /** The collector's address, such as `https://your-company.absmartly.io/v1`. */
  readonly endpoint: string;
  /** API key of the SDK. */
  readonly apiKey: string;
  /** The application as the console names it. Named without a version, it is sent with version 0. */
  readonly application: string | AbsmartlyApplication;
  /** The environment as the console names it, such as `production`. */
  readonly environment: string;
  /** What the collector is told that it hears. @defaultValue `'absmartly-javascript-sdk'`, whose format this is */
  readonly agent?: string | undefined;
  /** Makes requests: for a proxy or a client certificate. @defaultValue the built-in `fetch` */
  readonly fetch?: typeof fetch | undefined;
}
