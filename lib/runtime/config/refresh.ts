import { SourceError } from '../../errors/source.error.js';
import type { Fetched, SourceValidator } from '../../ports/source.js';
import { asError } from '../shared/as-error.js';
import type { ConfigStage, RefreshResult } from './event.js';
import { ConfigFetcher } from './fetcher.js';
import type { ConfigInstallation } from './installation.js';
import type { ConfigKeeperSettings } from './options.js';
import type { ConfigReport } from './report.js';
import { SingleFlight } from '../shared/single-flight.js';

/** What a refresh works with. */
export interface ConfigRefreshParts {
  readonly settings: ConfigKeeperSettings;
  readonly installation: ConfigInstallation;
  readonly report: ConfigReport;
  /** Aborts when the keeper closes: nothing is installed or reported from then on. */
  readonly signal: AbortSignal;
  /** A payload of the source is in service, which it was not before this contact. */
  readonly onLive: (fetched: Fetched) => void;
}

/** Brings configuration from the source into service: asked for, or pushed. */
export class ConfigRefresh {
  readonly #parts: ConfigRefreshParts;
  readonly #fetcher: ConfigFetcher;
  readonly #asking = new SingleFlight(() => this.#ask());
  readonly #pushing = new SingleFlight(() => this.#takePushed());
  #pushed: { readonly fetched: Fetched; readonly ticket: number } | undefined;

  constructor(parts: ConfigRefreshParts) {
    this.#parts = parts;
    this.#fetcher = new ConfigFetcher(parts.settings);
  }

  /** Asks the source; joins when that is being done already. Never rejects. */
  ask(): Promise<RefreshResult> {
    return this.#asking.join();
  }

  /** Asks the source no earlier than now: an answer that is on its way may not know of the change. */
  askAgain(): Promise<RefreshResult> {
    return this.#asking.again();
  }

  /** Takes what the source hands over; of several that wait the newest counts. */
  push(fetched: Fetched): void {
    this.#pushed = { fetched, ticket: this.#parts.installation.draw() };
    void this.#pushing.again();
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await Promise.all([this.#asking.idle(), this.#pushing.idle()]);
  }

  async #ask(): Promise<RefreshResult> {
    const { installation, signal, report, settings } = this.#parts;
    const patience = this.#fetcher.patience();
    // Nobody was asked, so nothing has failed that had not failed before.
    if (patience !== undefined) return { ...this.#result('failed'), error: patience };
    let stage: ConfigStage = 'fetch';
    let ticket = 0;
    let since: SourceValidator | undefined;
    const begin = (): SourceValidator | undefined => {
      ticket = installation.draw();
      since = installation.current.validator;
      return since;
    };
    try {
      const fetched = await this.#fetcher.fetch(begin, signal);
      signal.throwIfAborted();
      if (fetched !== undefined) {
        stage = 'install';
        return await this.#take(fetched, ticket);
      }
      if (since === undefined) throw unaskedFor(settings.source.name);
      report.unchanged(installation.current);
      report.succeeded(installation.current);
      return this.#result('unchanged');
    } catch (error) {
      return this.#fail(asError(error), stage);
    }
  }

  async #takePushed(): Promise<void> {
    const pushed = this.#pushed;
    this.#pushed = undefined;
    if (pushed === undefined) return;
    try {
      await this.#take(pushed.fetched, pushed.ticket);
    } catch (error) {
      this.#fail(asError(error), 'install');
    }
  }

  async #take(fetched: Fetched, ticket: number): Promise<RefreshResult> {
    const { settings, installation, signal, report, onLive } = this.#parts;
    const program = await settings.compile(fetched.payload, installation.previous);
    signal.throwIfAborted();
    // From here to the end nothing waits, so that listeners hear of programs in the order in which they went into service.
    const before = installation.current;
    const outcome = installation.offer(program, ticket, fetched.validator, settings.now());
    const { current } = installation;
    if (outcome === 'installed') report.installed(current, before.program.revision, settings.source.name);
    else report.unchanged(current);
    if (outcome === 'installed' || before.origin !== 'live') onLive(fetched);
    report.succeeded(current);
    return this.#result(outcome === 'installed' ? 'installed' : 'unchanged');
  }

  #fail(error: Error, stage: ConfigStage): RefreshResult {
    const { report, installation, signal } = this.#parts;
    if (!signal.aborted) report.failed(error, stage, installation.current);
    return { ...this.#result('failed'), error };
  }

  #result(outcome: RefreshResult['outcome']): RefreshResult {
    return { outcome, revision: this.#parts.installation.current.program.revision };
  }
}

function unaskedFor(name: string): SourceError {
  return new SourceError(`${name} answered "not changed" although nothing of it is in service.`, true);
}
