import type { EventLog } from '../accounting/log.js';
import { describeError } from '../accounting/log.js';

/** Reasons that the application asked for. */
const WANTED: ReadonlySet<string> = new Set(['filtered', 'unsupported']);

interface Outage {
  readonly since: number;
  attempts: number;
  lost: number;
}

/** Tells operators how one sink fares: an outage is logged when it begins and, summed up, when it is over. */
export class DeliveryLog {
  #outage: Outage | null = null;

  constructor(
    private readonly sink: string,
    private readonly log: EventLog,
    private readonly now: () => number,
  ) {}

  failed(error: unknown, waiting: number): void {
    if (this.#outage !== null) {
      this.#outage.attempts++;
      return;
    }
    this.#outage = { since: this.now(), attempts: 1, lost: 0 };
    this.log.warn(
      `Sink ${this.sink} does not deliver (${describeError(error)}). What waits (${eventsOf(waiting)}) is tried again; ` +
        'nothing more is logged about this until it is over.',
    );
  }

  delivered(): void {
    const outage = this.#outage;
    if (outage === null) return;
    this.#outage = null;
    const seconds = Math.round((this.now() - outage.since) / 1_000);
    this.log.log(
      `Sink ${this.sink} delivers again after ${seconds} s and ${outage.attempts} failed attempts; ` +
        `lost meanwhile: ${eventsOf(outage.lost)}.`,
    );
  }

  /** @param total - events lost for this reason so far, these included */
  dropped(reason: string, count: number, total: number, error?: unknown): void {
    if (this.#outage !== null) this.#outage.lost += count;
    if (WANTED.has(reason)) return;
    this.log.warnSometimes(`${this.sink} ${reason}`, () => {
      const why = error === undefined ? '' : ` (${describeError(error)})`;
      return `Sink ${this.sink} lost ${eventsOf(count)}: ${reason}${why}; ${total} so far for this reason.`;
    });
  }
}

function eventsOf(count: number): string {
  return count === 1 ? '1 event' : `${count} events`;
}
