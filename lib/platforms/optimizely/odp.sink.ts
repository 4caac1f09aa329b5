import type { ExperimentationLogger } from '../../ports/logger.js';
import type { EventKind, Sink } from '../../ports/sink.js';
import type { OdpEvents } from './odp-events.js';

const NO_KINDS: ReadonlySet<EventKind> = new Set<EventKind>();

/**
 * Has ODP events delivered before the application ends. It carries none of the module's own kinds of events: ODP events have
 * identifiers and actions of their own, and a queue and ledger of their own.
 */
export function optimizelyOdpSink(events: OdpEvents, logger: ExperimentationLogger): Sink {
  events.speakTo(logger);
  return {
    name: 'optimizely-odp',
    accepts: NO_KINDS,
    send: () => Promise.resolve(),
    close: () => events.close(),
  };
}
