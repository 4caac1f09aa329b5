import { jsonMap } from '../../../engine/json-map.js';
/** Reasons told apart in one account; a sink that invents more of them has the rest counted as `other`. */
const MAX_REASONS = 50;

/**
 * Where the events of one sink are. At every moment
 * `offered = delivered + deduplicated + held + (all of dropped) + queued`.
 */
export interface SinkLedger {
  /** Name of the sink. */
  readonly sink: string;
  /** Events of the kinds that the sink carries. */
  readonly offered: number;
  /** Events that the sink has taken. */
  readonly delivered: number;
  /** Exposures and usages that had been offered before. */
  readonly deduplicated: number;
  /** Events that their sink keeps until it may deliver them (a visitor's consent). */
  readonly held: number;
  /** Events that will never be delivered, by reason. */
  readonly dropped: ReadonlyMap<string, number>;
  /** Events that wait, those of a delivery under way included. */
  readonly queued: number;
}

/** The account of every event that was offered. */
export interface LedgerReport {
  /** One account a sink, in the order the sinks were given. */
  readonly sinks: readonly SinkLedger[];
  /** Exposures and goals that no sink carries: dropped as `no-sink`. Usages and attribute changes that none carries are not counted. */
  readonly unrouted: SinkLedger;
  /** The sum of all accounts: an event that two sinks carry counts twice. */
  readonly total: SinkLedger;
}

/** Counts what happens to one sink's events. */
export class SinkAccount {
  offered = 0;
  delivered = 0;
  deduplicated = 0;
  held = 0;
  readonly dropped = new Map<string, number>();

  constructor(readonly sink: string) {}

  /** @returns the reason it is counted under */
  drop(reason: string, count = 1): string {
    const name = this.dropped.has(reason) || this.dropped.size < MAX_REASONS ? reason : 'other';
    this.dropped.set(name, (this.dropped.get(name) ?? 0) + count);
    return name;
  }

  report(queued: number): SinkLedger {
    return {
      sink: this.sink,
      offered: this.offered,
      delivered: this.delivered,
      deduplicated: this.deduplicated,
      held: this.held,
      dropped: jsonMap(this.dropped),
      queued,
    };
  }
}

/** Adds accounts up. */
export function totalOf(accounts: readonly SinkLedger[]): SinkLedger {
  const dropped = jsonMap<string, number>();
  for (const account of accounts) {
    for (const [reason, count] of account.dropped) dropped.set(reason, (dropped.get(reason) ?? 0) + count);
  }
  const sum = (of: (account: SinkLedger) => number): number => accounts.reduce((n, a) => n + of(a), 0);
  return {
    sink: 'total',
    offered: sum((a) => a.offered),
    delivered: sum((a) => a.delivered),
    deduplicated: sum((a) => a.deduplicated),
    held: sum((a) => a.held),
    dropped,
    queued: sum((a) => a.queued),
  };
}

/** How many events of an account will never be delivered. */
export function droppedCount(account: SinkLedger): number {
  let count = 0;
  for (const n of account.dropped.values()) count += n;
  return count;
}

/** An account as one line for a log. */
export function describeAccount(account: SinkLedger): string {
  const reasons = [...account.dropped].map(([reason, count]) => `${reason} ${count}`).join(', ');
  const dropped = reasons === '' ? '0' : `${droppedCount(account)} (${reasons})`;
  return (
    `${account.sink}: offered ${account.offered} = delivered ${account.delivered} + deduplicated ` +
    `${account.deduplicated} + held ${account.held} + dropped ${dropped} + queued ${account.queued}`
  );
}
