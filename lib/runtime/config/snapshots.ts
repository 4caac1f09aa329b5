import type { ExperimentationLogger } from '../../ports/logger.js';
import type { SnapshotStore } from '../../ports/snapshot-store.js';
import type { Fetched } from '../../ports/source.js';
import { asError } from '../shared/as-error.js';
import { SingleFlight } from '../shared/single-flight.js';

/** Saves good payloads behind the refresh: one at a time, the newest only. Logs once when that no longer works. */
export class ConfigSnapshots {
  readonly #store: SnapshotStore;
  readonly #logger: ExperimentationLogger;
  readonly #onError: (error: Error) => void;
  readonly #writing = new SingleFlight(() => this.#write());
  #pending: Fetched | undefined;
  #failing = false;

  constructor(store: SnapshotStore, logger: ExperimentationLogger, onError: (error: Error) => void) {
    this.#store = store;
    this.#logger = logger;
    this.#onError = onError;
  }

  /** Saves soon; one that still waits is left out in favour of this one. */
  save(fetched: Fetched): void {
    this.#pending = fetched;
    void this.#writing.again();
  }

  /** Resolves when nothing is left to be saved. */
  idle(): Promise<void> {
    return this.#writing.idle();
  }

  async #write(): Promise<void> {
    const fetched = this.#pending;
    this.#pending = undefined;
    if (fetched === undefined) return;
    try {
      await this.#store.save(textOf(fetched));
      this.#failing = false;
    } catch (cause) {
      this.#fail(new Error(`${this.#store.name} could not be saved: ${asError(cause).message}`, { cause }));
    }
  }

  #fail(error: Error): void {
    if (this.#failing) this.#logger.debug?.(error.message);
    else this.#logger.warn(error.message);
    this.#failing = true;
    this.#onError(error);
  }
}

function textOf({ payload, text }: Fetched): string {
  if (text !== undefined) return text;
  return typeof payload === 'string' ? payload : JSON.stringify(payload);
}
