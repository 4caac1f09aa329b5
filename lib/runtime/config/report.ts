import type { Program } from '../../engine/program.js';
import type { ConfigStage } from './event.js';
import type { ConfigHealth } from './health.js';
import type { Installed } from './installation.js';
import type { ConfigListeners } from './listeners.js';
import type { ConfigKeeperSettings } from './options.js';
import { quarantinedIn } from './status.js';

const NAMED_IN_LOG = 10;

/** Tells operators (log) and listeners (events) what happened, each in its measure: listeners everything, the log what is new. */
export class ConfigReport {
  readonly #settings: Pick<ConfigKeeperSettings, 'logger' | 'now'>;
  readonly #health: ConfigHealth;
  readonly #listeners: ConfigListeners;
  #wasLive = false;

  constructor(
    settings: Pick<ConfigKeeperSettings, 'logger' | 'now'>,
    health: ConfigHealth,
    listeners: ConfigListeners,
  ) {
    this.#settings = settings;
    this.#health = health;
    this.#listeners = listeners;
  }

  /** A program went into service. */
  installed({ program, origin }: Installed, previous: string, source: string): void {
    const { logger, now } = this.#settings;
    const { revision, warnings } = program;
    logger.log(`Configuration from ${source} is in service: ${describe(program)}.`);
    const quarantined = quarantinedIn(program);
    if (quarantined.length > 0) {
      const more = quarantined.length > NAMED_IN_LOG ? ' and others' : '';
      const names = quarantined.slice(0, NAMED_IN_LOG).join(', ');
      logger.warn(`Out of service because they are malformed: ${names}${more}. See status().warnings.`);
    }
    this.#listeners.tell({ kind: 'refresh', at: now(), revision, previous, origin, source, warnings });
  }

  /** The source has nothing new. */
  unchanged({ program }: Installed): void {
    this.#listeners.tell({ kind: 'unchanged', at: this.#settings.now(), revision: program.revision });
  }

  /** A contact with the source ended well. To be told last. */
  succeeded({ program: { revision }, origin }: Installed): void {
    const at = this.#settings.now();
    const failures = this.#health.succeed(at);
    if (origin === 'live' && !this.#wasLive) {
      this.#wasLive = true;
      this.#listeners.tell({ kind: 'ready', at, revision });
    }
    if (failures !== null) this.#listeners.tell({ kind: 'recovered', at, revision, failures });
  }

  /** A contact with the source failed. */
  failed(error: Error, stage: ConfigStage, installed: Installed): void {
    const consequence =
      installed.origin === 'none'
        ? 'There is no configuration: everything answers its fallback.'
        : `Revision ${installed.program.revision} (${installed.origin}) stays in service.`;
    this.#health.fail(error, consequence, this.#settings.now());
    this.aside(error, stage);
  }

  /** Something beside the source failed; whoever noticed has logged it. */
  aside(error: Error, stage: ConfigStage): void {
    const consecutiveFailures = this.#health.failures;
    this.#listeners.tell({ kind: 'error', at: this.#settings.now(), error, stage, consecutiveFailures });
  }
}

function describe({ revision, flags, experiments, variables }: Program): string {
  const counts: readonly [number, string][] = [
    [flags.size, 'flag'],
    [experiments.size, 'experiment'],
    [variables.size, 'variable'],
  ];
  const parts = counts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}${count === 1 ? '' : 's'}`);
  return `revision ${revision}, ${parts.length > 0 ? parts.join(', ') : 'no flags'}`;
}
