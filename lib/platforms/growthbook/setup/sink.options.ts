import type { EventKind, SinkBatching } from '../../../ports/sink.js';
import type { SinkFace } from '../../../sinks/deferred.sink.js';
import { toJson } from '../../../sinks/json-writer.js';

/** An event as {@link GrowthbookSinkOptions.eventFilter} sees it: in the words of GrowthBook's SDK. */
export interface GrowthbookTrackedEvent {
  /** `Experiment Viewed`, `Feature Evaluated`, or the name of a goal. */
  readonly eventName: string;
  /**
   * Of an exposure: experiment, variation and what was hashed. Of an evaluation: feature, value and where it comes
   * from. Of a goal: its own, and `revenue` if it has one.
   */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Attributes of the visitor, units included; without a prototype, so every name is an ordinary one. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Of the visitor's page or request; `''` if there is none. */
  readonly url: string;
}

/** How {@link growthbookSink} is set up. */
export interface GrowthbookSinkOptions extends SinkBatching {
  /** Key of the SDK connection: `sdk-...`. */
  readonly clientKey: string;
  /**
   * Origin of the ingestion, for self-hosted or regional ones.
   *
   * @defaultValue `'https://us-east-1.gb-ingest.com'`
   */
  readonly ingestorHost?: string | undefined;
  /**
   * Whether feature evaluations are reported (`Feature Evaluated`), besides exposures and goals.
   *
   * @defaultValue `true`
   */
  readonly enableFeatureUsageEvents?: boolean | undefined;
  /**
   * Says which events are sent; others are counted as dropped, `filtered`. Called at delivery, for every attempt. An event
   * for which it throws is not sent (`filter-error`).
   */
  readonly eventFilter?: ((event: GrowthbookTrackedEvent) => boolean) | undefined;
  /**
   * Attribute names of units, where they are not the unit's own name.
   *
   * @defaultValue `{ visitor: 'id' }`
   */
  readonly unitAttributes?: Readonly<Record<string, string>> | undefined;
  /** Makes requests: for a proxy or a client certificate. @defaultValue the built-in `fetch` */
  readonly fetch?: typeof fetch | undefined;
}

const DEFAULT_HOST = 'https://us-east-1.gb-ingest.com';

/** What the sink shows of itself. */
export function sinkFace(options: GrowthbookSinkOptions): SinkFace {
  const { maxBatchSize, flushIntervalMs } = options;
  const accepts = new Set<EventKind>(['exposure', 'goal']);
  if (options.enableFeatureUsageEvents !== false) accepts.add('usage');
  return { name: 'growthbook', accepts, batching: { maxBatchSize, flushIntervalMs } };
}

/**
 * Where events are posted to.
 *
 * @throws TypeError without a client key, or with a host that is no URL
 */
export function trackUrl({ clientKey, ingestorHost }: GrowthbookSinkOptions): string {
  if (typeof clientKey !== 'string' || clientKey === '') {
    throw new TypeError(
      `growthbookSink() expects clientKey: the key of an SDK connection ("sdk-..."). Got ${toJson(clientKey)}.`,
    );
  }
  const host = (ingestorHost ?? DEFAULT_HOST).replace(/\/+$/, '');
  if (!URL.canParse(host)) {
    throw new TypeError(
      `growthbookSink() expects ingestorHost: a URL such as ${DEFAULT_HOST}. Got "${host}".`,
    );
  }
  return `${host}/track?client_key=${encodeURIComponent(clientKey)}`;
}
