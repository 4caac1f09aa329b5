import type { SinkBatching } from '../../../ports/sink.js';
import type { SinkFace } from '../../../sinks/deferred.sink.js';
import { toJson } from '../../../sinks/json-writer.js';

/** Where a project's data is kept. */
export type OptimizelyRegion = 'US' | 'EU';

/** How {@link optimizelySink} is set up. */
export interface OptimizelySinkOptions extends SinkBatching {
  /** Events in one request, at least 1. @defaultValue `10` */
  readonly maxBatchSize?: number | undefined;
  /** Milliseconds from the first event of an empty queue to its delivery. @defaultValue `30_000` */
  readonly flushIntervalMs?: number | undefined;
  /** Whose collector takes the events. @defaultValue the datafile's, `'US'` when it has none */
  readonly region?: OptimizelyRegion | undefined;
  /** Address that events are posted to, such as that of a proxy. @defaultValue the region's */
  readonly eventsUrl?: string | undefined;
  /**
   * Name of the unit that identifies visitors: Optimizely's user id.
   *
   * @defaultValue `'visitor'`
   */
  readonly visitorUnit?: string | undefined;
  /** Makes requests: for a proxy or a client certificate. @defaultValue the built-in `fetch` */
  readonly fetch?: typeof fetch | undefined;
}

/** Collectors by region. */
export const ADDRESSES: ReadonlyMap<unknown, string> = new Map([
  ['US', 'https://logx.optimizely.com/v1/events'],
  ['EU', 'https://eu.logx.optimizely.com/v1/events'],
]);
/** The collector where nobody says a region. */
export const US_ADDRESS = 'https://logx.optimizely.com/v1/events';

/** The SDK's batches. */
const BATCHING = { maxBatchSize: 10, flushIntervalMs: 30_000 } as const;

/** @throws TypeError when an option makes no sense */
export function checkSinkOptions({ region, eventsUrl }: OptimizelySinkOptions): void {
  if (region !== undefined && !ADDRESSES.has(region)) {
    throw new TypeError(`Expected region to be "US" or "EU", got ${toJson(region)}.`);
  }
  if (eventsUrl !== undefined && !URL.canParse(eventsUrl)) {
    throw new TypeError(
      `Expected eventsUrl to be an address such as ${US_ADDRESS}, got something that is no address.`,
    );
  }
}

/** What the sink shows of itself. */
export function sinkFace(options: OptimizelySinkOptions): SinkFace {
  const { maxBatchSize = BATCHING.maxBatchSize, flushIntervalMs = BATCHING.flushIntervalMs } = options;
  return {
    name: 'optimizely',
    accepts: new Set(['exposure', 'goal']),
    batching: { maxBatchSize, flushIntervalMs },
  };
}
