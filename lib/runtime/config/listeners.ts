import type { ExperimentationLogger } from '../../ports/logger.js';
import { asError } from '../shared/as-error.js';
import type { ConfigEvent, ConfigListener } from './event.js';

/** Those who are told of configuration events. */
export class ConfigListeners {
  #listeners: readonly ConfigListener[] = [];

  constructor(private readonly logger: ExperimentationLogger) {}

  /** Adds a listener; the same one twice counts twice. Returns how to end it. */
  add(listener: ConfigListener): () => void {
    const own: ConfigListener = (event) => listener(event);
    this.#listeners = [...this.#listeners, own];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== own);
    };
  }

  /** Tells everybody; one that throws does not keep it from the others. */
  tell(event: ConfigEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        const { message, stack } = asError(error);
        this.logger.error(`A listener to configuration events failed on "${event.kind}": ${message}`, stack);
      }
    }
  }
}
