import type { Assignment } from '../../../engine/decision.js';
import type { ExposureEvent, UsageEvent } from '../../../ports/sink.js';
import { EventIdentity } from './identity.js';
import { LruSet } from './lru.js';
import { ExposureArms } from './exposure-arms.js';
import type { ExposureMemoryOptions } from '../accounting/settings.js';
import { EVENT_DEFAULTS } from '../accounting/settings.js';

/**
 * Remembers which exposures and usages have been offered, for all visitors of a process, in bounded room: when it is full,
 * what has not been met for longest is forgotten (and would be offered again).
 *
 * An exposure is the same one when visitor, hashed unit, experiment, variation and configuration revision are; a usage when
 * visitor, flag and value are. Usages are kept apart from exposures, so that their number does not shorten the memory of
 * what counts.
 */
export class ExposureMemory {
  readonly #identity = new EventIdentity();
  readonly #exposures: ExposureArms;
  readonly #usages: LruSet;

  constructor(options: ExposureMemoryOptions = {}) {
    const maxEntries = options.maxEntries ?? EVENT_DEFAULTS.maxEntries;
    this.#exposures = new ExposureArms(maxEntries);
    this.#usages = new LruSet(maxEntries);
  }

  /** Entries held: at most twice `maxEntries`. */
  get size(): number {
    return this.#exposures.size + this.#usages.size;
  }

  /** True the first time, false for a repeat. */
  admit(event: ExposureEvent | UsageEvent): boolean {
    return event.kind === 'exposure'
      ? this.admitExposure(event.visitor.visitorCode, event.revision, event.exposure)
      : this.#usages.add(this.#identity.usage(event));
  }

  /** The same for an exposure whose event is not made yet. */
  admitExposure(visitorCode: string, revision: string, exposure: Assignment): boolean {
    const arm = this.#identity.arm(visitorCode, revision, exposure);
    return this.#exposures.add(this.#identity.visitor(visitorCode), arm);
  }

  /** Forgets an event that nobody took after all, so that the next one like it counts. */
  forget(event: ExposureEvent | UsageEvent): void {
    if (event.kind === 'usage') {
      this.#usages.delete(this.#identity.usage(event));
      return;
    }
    const { visitor, revision, exposure } = event;
    const arm = this.#identity.arm(visitor.visitorCode, revision, exposure);
    this.#exposures.delete(this.#identity.visitor(visitor.visitorCode), arm);
  }
}
