import type { ExperimentationLogger } from '../../ports/logger.js';

/** Counts contacts with the source, and logs trouble once until it is over. */
export class ConfigHealth {
  #checkedAt: number | null = null;
  #failures = 0;
  #failure: { readonly error: Error; readonly at: number } | null = null;
  #troubled = false;

  constructor(private readonly logger: ExperimentationLogger) {}

  get checkedAt(): number | null {
    return this.#checkedAt;
  }

  get failures(): number {
    return this.#failures;
  }

  /** What the last contact failed with; null when it succeeded. */
  get failure(): { readonly error: Error; readonly at: number } | null {
    return this.#failure;
  }

  /** A contact failed. `consequence` says what is in service. */
  fail(error: Error, consequence: string, now: number): void {
    this.#failures += 1;
    this.#failure = { error, at: now };
    this.trouble(`Configuration could not be refreshed: ${error.message} ${consequence}`);
  }

  /** Something else is wrong that a successful contact mends. */
  trouble(message: string): void {
    if (this.#troubled) this.logger.debug?.(message);
    else this.logger.warn(`${message} (Said once until it works again.)`);
    this.#troubled = true;
  }

  /** A contact succeeded. Returns how many had failed if that mended something, else null. */
  succeed(now: number): number | null {
    const failures = this.#failures;
    const wasTroubled = this.#troubled;
    this.#checkedAt = now;
    this.#failures = 0;
    this.#failure = null;
    this.#troubled = false;
    if (!wasTroubled) return null;
    this.logger.log(`Configuration is up to date again after ${failures} failed contacts.`);
    return failures;
  }
}
