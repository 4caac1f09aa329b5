import type { ExperimentationEvent, RejectedEvent, Sink } from '../../../../ports/sink.js';
import type { HttpEncoding } from '../../../../sinks/http-json.sink.js';
import { httpJsonSink } from '../../../../sinks/http-json.sink.js';
import { odpEventOf } from './read-odp-data.js';
import type { OdpWireEvent } from './odp-event.js';
import { odpEventsRequest } from './odp-event.js';
import type { OptimizelyOdpOptions } from '../../setup/odp.options.js';
import { ODP_DEFAULTS } from '../../setup/odp.options.js';
import type { OdpFacts } from '../../compile/project-facts.js';

/** What {@link optimizelyOdpSink} is set up with. */
export type OptimizelyOdpSinkOptions = Pick<
  OptimizelyOdpOptions,
  'eventBatchSize' | 'eventFlushIntervalMs' | 'fetch'
>;

/**
 * Delivers what applications tell of visitors (`addData`) to Optimizely's data platform, to the integration of the datafile that
 * was in service when it happened. Without one an event is dropped as `no-integration`.
 *
 * @param last - delivers what else is under way when the application ends
 */
export function optimizelyOdpSink(options: OptimizelyOdpSinkOptions, last: () => Promise<void>): Sink {
  const http = httpJsonSink({
    name: 'optimizely-odp',
    kinds: ['data'],
    batching: {
      maxBatchSize: options.eventBatchSize ?? ODP_DEFAULTS.eventBatchSize,
      flushIntervalMs: options.eventFlushIntervalMs ?? ODP_DEFAULTS.eventFlushIntervalMs,
    },
    encode,
    fetch: options.fetch,
  });
  return Object.assign(http, { close: last });
}

/** Events for one integration, in order. */
interface Parcel {
  readonly target: OdpFacts;
  readonly events: ExperimentationEvent[];
  readonly told: OdpWireEvent[];
}

function encode(batch: readonly ExperimentationEvent[]): HttpEncoding {
  const parcels: Parcel[] = [];
  const rejected: RejectedEvent[] = [];
  for (const event of batch) {
    const told = event.kind === 'data' ? odpEventOf(event.data) : null;
    const target = event.facts.get('odp') as OdpFacts | undefined;
    if (told === null || target === undefined) {
      rejected.push({ event, reason: told === null ? 'unsupported' : 'no-integration' });
      continue;
    }
    let parcel = parcels.at(-1);
    if (parcel?.target !== target) {
      parcel = { target, events: [], told: [] };
      parcels.push(parcel);
    }
    parcel.events.push(event);
    parcel.told.push(told);
  }
  return {
    requests: parcels.map(({ target, events, told }) => ({ ...odpEventsRequest(target, told), events })),
    rejected,
  };
}
