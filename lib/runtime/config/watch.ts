import type { ExperimentationLogger } from '../../ports/logger.js';
import type { Fetched, Source } from '../../ports/source.js';
import { asError } from '../shared/as-error.js';
import type { ConfigStatus } from './status.js';

/** Who is told what a watching source tells. */
export interface ConfigWatchTargets {
  readonly onChange: () => void;
  readonly onPayload: (fetched: Fetched) => void;
  readonly onFailure: (error: Error) => void;
}

/** Watches a source that can be watched, and logs once when it no longer can. */
export class ConfigWatch {
  readonly #source: Source;
  readonly #targets: ConfigWatchTargets;
  readonly #logger: ExperimentationLogger;
  #state: ConfigStatus['watching'] = 'off';
  #stopSource: (() => void | Promise<void>) | undefined;

  constructor(source: Source, targets: ConfigWatchTargets, logger: ExperimentationLogger) {
    this.#source = source;
    this.#targets = targets;
    this.#logger = logger;
  }

  get state(): ConfigStatus['watching'] {
    return this.#state;
  }

  /** Begins, if the source can be watched. */
  start(): void {
    if (this.#source.watch === undefined || this.#state !== 'off') return;
    this.#state = 'on';
    try {
      this.#stopSource = this.#source.watch({
        changed: (fetched) => this.#changed(fetched),
        failed: (error) => this.#failed(error),
      });
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Ends; what the source tells afterwards is ignored. */
  async stop(): Promise<void> {
    this.#state = 'off';
    const stopSource = this.#stopSource;
    this.#stopSource = undefined;
    try {
      await stopSource?.();
    } catch (error) {
      this.#logger.warn(`Watching ${this.#source.name} could not be ended: ${asError(error).message}`);
    }
  }

  #changed(fetched: Fetched | undefined): void {
    if (this.#state === 'off') return;
    if (this.#state === 'interrupted') this.#logger.log(`${this.#source.name} tells of changes again.`);
    this.#state = 'on';
    if (fetched === undefined) this.#targets.onChange();
    else this.#targets.onPayload(fetched);
  }

  #failed(reason: unknown): void {
    if (this.#state === 'off') return;
    const error = asError(reason);
    const message = `${this.#source.name} tells of no changes at present; scheduled refreshes go on. ${error.message}`;
    if (this.#state === 'interrupted') this.#logger.debug?.(message);
    else this.#logger.warn(message);
    this.#state = 'interrupted';
    this.#targets.onFailure(error);
  }
}
