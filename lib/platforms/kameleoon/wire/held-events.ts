import type { ExperimentationEvent } from '../../../ports/sink.js';

interface HeldEvent {
  readonly event: ExperimentationEvent;
  readonly since: number;
}

/** How many events are held, and how long. */
export interface HeldEventsOptions {
  readonly maxEvents: number;
  readonly maxAgeMs: number;
  /** The time, epoch milliseconds. */
  readonly now: () => number;
}

/** Events that wait for their visitor's consent, oldest first; bounded by number and age. */
export class HeldEvents {
  #events: HeldEvent[] = [];

  constructor(private readonly options: HeldEventsOptions) {}

  /** Takes events in. Those that were there before have their place in front. */
  add(events: readonly ExperimentationEvent[]): void {
    const since = this.options.now();
    for (const event of events) this.#events.push({ event, since });
  }

  /** Puts events back that were taken but could not be delivered. */
  restore(events: readonly ExperimentationEvent[]): void {
    const since = this.options.now();
    this.#events = [...events.map((event) => ({ event, since })), ...this.#events];
  }

  /** Takes out those that may be sent now, so many at most. */
  take(most: number, maySend: (event: ExperimentationEvent) => boolean): ExperimentationEvent[] {
    const taken: ExperimentationEvent[] = [];
    this.#events = this.#events.filter(({ event }) => {
      if (taken.length >= most || !maySend(event)) return true;
      taken.push(event);
      return false;
    });
    return taken;
  }

  /** Lets go of what is too old or too much, and says how many that are. */
  trim(): number {
    const { maxEvents, maxAgeMs, now } = this.options;
    const oldest = now() - maxAgeMs;
    const before = this.#events.length;
    const young = this.#events.findIndex(({ since }) => since >= oldest);
    const expired = young === -1 ? before : young;
    const surplus = Math.max(expired, before - maxEvents);
    if (surplus > 0) this.#events = this.#events.slice(surplus);
    return before - this.#events.length;
  }
}
