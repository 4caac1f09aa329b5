import type { OptimizelyOdpEvent } from './odp-event.js';
import { wireOdpEvent } from './odp-event.js';
import type { OptimizelyOdpLedger } from './odp-event-queue.js';
import type { OptimizelyOdp } from './odp-events.js';

const NO_DATA: ReadonlyMap<string, unknown> = new Map<string, unknown>();
/** The reason that is counted where no integration is known. */
const NO_INTEGRATION = 'no-integration';

/**
 * Optimizely's data platform as it can be had before the rest is loaded. No datafile has arrived by then, so that an event is
 * checked and counted as dropped, as it is between loading and the first datafile.
 */
export class OdpFront implements OptimizelyOdp {
  #odp: OptimizelyOdp | null = null;
  #early = 0;

  /** Hands everything that follows to what was loaded. */
  hand(odp: OptimizelyOdp): void {
    this.#odp = odp;
  }

  sendEvent(event: OptimizelyOdpEvent): void {
    if (this.#odp !== null) return this.#odp.sendEvent(event);
    wireOdpEvent(event, NO_DATA);
    this.#early++;
  }

  async flush(): Promise<boolean> {
    return this.#odp === null || this.#odp.flush();
  }

  ledger(): OptimizelyOdpLedger {
    const later = this.#odp?.ledger() ?? { offered: 0, delivered: 0, queued: 0, dropped: new Map() };
    if (this.#early === 0) return later;
    const dropped = new Map<string, number>(later.dropped);
    dropped.set(NO_INTEGRATION, (dropped.get(NO_INTEGRATION) ?? 0) + this.#early);
    return { ...later, offered: later.offered + this.#early, dropped };
  }
}
