import type { ExposureEvent, UsageEvent } from '../ports/sink.js';
import { EventIdentity } from './event-identity.js';
import { LruSet } from './event-lru.js';
import type { ExposureMemoryOptions } from './event-settings.js';
import { EVENT_DEFAULTS } from './event-settings.js';

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
  readonly #exposures: LruSet;
  readonly #usages: LruSet;

  constructor(options: ExposureMemoryOptions = {}) {
    const maxEntries = options.maxEntries ?? EVENT_DEFAULTS.maxEntries;
    this.#exposures = new LruSet(maxEntries);
    this.#usages = new LruSet(maxEntries);
  }

  /** Entries held: at most twice `maxEntries`. */
  get size(): number {
    return this.#exposures.size + this.#usages.size;
  }

  /** True the first time, false for a repeat. */
  admit(event: ExposureEvent | UsageEvent): boolean {
    return event.kind === 'exposure'
      ? this.#exposures.add(this.#identity.exposure(event))
      : this.#usages.add(this.#identity.usage(event));
  }

  /** Forgets an event that nobody took after all, so that the next one like it counts. */
  forget(event: ExposureEvent | UsageEvent): void {
    if (event.kind === 'exposure') this.#exposures.delete(this.#identity.exposure(event));
    else this.#usages.delete(this.#identity.usage(event));
  }
}
