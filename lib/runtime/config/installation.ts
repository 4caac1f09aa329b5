import { EMPTY_PROGRAM } from '../../engine/program.js';
import type { Program } from '../../engine/program.js';
import { PayloadError } from '../../errors/payload.error.js';
import type { SourceValidator } from '../../ports/source.js';

/** Where the configuration in service comes from. */
export type ConfigOrigin = 'live' | 'snapshot' | 'bootstrap' | 'none';

/** What is in service. */
export interface Installed {
  readonly program: Program;
  readonly origin: ConfigOrigin;
  /** Of the contact that delivered it. */
  readonly ticket: number;
  readonly installedAt: number | null;
  /** When the snapshot was saved, for one. */
  readonly savedAt: number | null;
  readonly validator: SourceValidator | undefined;
}

/** What became of a live program: in service; the same as what is in service; older than what is in service. */
export type InstallOutcome = 'installed' | 'confirmed' | 'outdated';

/** Whether a program decides nothing at all. */
export function isEmpty({ flags, experiments, variables }: Program): boolean {
  return flags.size === 0 && experiments.size === 0 && variables.size === 0;
}

/**
 * Says what may replace what. Every contact with a source draws a ticket when it begins; an answer is as new as its ticket, so
 * a slow download never undoes what was pushed meanwhile.
 */
export class ConfigInstallation {
  #current: Installed = {
    program: EMPTY_PROGRAM,
    origin: 'none',
    ticket: 0,
    installedAt: null,
    savedAt: null,
    validator: undefined,
  };
  #tickets = 0;

  constructor(private readonly allowEmpty: boolean) {}

  get current(): Installed {
    return this.#current;
  }

  /** The program in service, if there is one. */
  get previous(): Program | undefined {
    return this.#current.origin === 'none' ? undefined : this.#current.program;
  }

  /** Draws a ticket: each is above all before. */
  draw(): number {
    return ++this.#tickets;
  }

  /** Takes a program from the source. Throws `PayloadError` when it is empty and would put flags out of service. */
  offer(
    program: Program,
    ticket: number,
    validator: SourceValidator | undefined,
    now: number,
  ): InstallOutcome {
    const { program: running, origin, installedAt, savedAt, ticket: newest } = this.#current;
    if (ticket < newest) return 'outdated';
    if (origin !== 'none' && program.revision === running.revision) {
      this.#current = { program: running, origin: 'live', ticket, installedAt, savedAt, validator };
      return 'confirmed';
    }
    if (!this.allowEmpty && isEmpty(program) && !isEmpty(running)) throw refusal(running);
    this.#current = { program, origin: 'live', ticket, installedAt: now, savedAt: null, validator };
    return 'installed';
  }

  /** Takes a program that stands in for the source; only where there is nothing yet. Returns whether it is in service. */
  standIn(
    program: Program,
    origin: 'snapshot' | 'bootstrap',
    savedAt: number | undefined,
    now: number,
  ): boolean {
    if (this.#current.origin !== 'none') return false;
    this.#current = {
      program,
      origin,
      ticket: 0,
      installedAt: now,
      savedAt: savedAt ?? null,
      validator: undefined,
    };
    return true;
  }
}

function refusal({ revision, flags, experiments, variables }: Program): PayloadError {
  const count = flags.size + experiments.size + variables.size;
  return new PayloadError(
    `Expected a configuration with flags, got an empty one: refused, since it would put ${count} flags and experiments of ` +
      `revision ${revision} out of service. If that is meant, set allowEmpty.`,
  );
}
