import type { EventLife, EventLifeListener } from './lifecycle-event.js';
import type { EventLog } from './log.js';
import { describeError } from './log.js';

/** Those who watch the life of events. A listener that throws harms neither the caller nor the other listeners. */
export class EventListeners {
  #listeners: readonly EventLifeListener[] = [];

  constructor(private readonly log: EventLog) {}

  /** Whether anybody watches: callers make no message otherwise. */
  get some(): boolean {
    return this.#listeners.length !== 0;
  }

  /** @returns how to stop */
  add(listener: EventLifeListener): () => void {
    // The same function may watch twice; each has its own end.
    const own: EventLifeListener = (life) => listener(life);
    this.#listeners = [...this.#listeners, own];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== own);
    };
  }

  tell(life: EventLife): void {
    for (const listener of this.#listeners) {
      try {
        listener(life);
      } catch (error) {
        this.log.warnSometimes('listener', () => `A listener of events failed: ${describeError(error)}`);
      }
    }
  }
}
