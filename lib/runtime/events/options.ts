import type { ExperimentationLogger } from '../../ports/logger.js';
import type { Sink } from '../../ports/sink.js';
import type {
  EventDeliveryOptions,
  EventQueueOptions,
  ExposureMemoryOptions,
} from './accounting/settings.js';

/** What an event pipeline is made of. */
export interface EventPipelineOptions {
  /** Where events go; with none, exposures and goals are counted as lost (`no-sink`). */
  readonly sinks: readonly Sink[];
  readonly queue?: EventQueueOptions | undefined;
  readonly delivery?: EventDeliveryOptions | undefined;
  readonly memory?: ExposureMemoryOptions | undefined;
  /** @defaultValue says nothing */
  readonly logger?: ExperimentationLogger | undefined;
  /** Monotonic milliseconds. */
  readonly now?: (() => number) | undefined;
  /** Numbers in [0, 1), for jitter. */
  readonly random?: (() => number) | undefined;
}

/** When closing gives up. */
export interface CloseOptions {
  /**
   * Milliseconds for the last flush; what is left then is counted as dropped (`shutdown-deadline`). Stopping a delivery
   * that is under way and closing the sinks may take another second.
   *
   * @defaultValue 5,000
   */
  readonly deadlineMs?: number | undefined;
}
