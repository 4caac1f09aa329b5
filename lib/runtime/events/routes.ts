import type { EventKind, Sink } from '../../ports/sink.js';
import type { FlusherParts } from './delivery/flusher.js';
import { EventFlusher } from './delivery/flusher.js';
import type { EventDeliveryOptions, EventQueueOptions } from './accounting/settings.js';
import { resolveEventSettings } from './accounting/settings.js';
import type { LedgerReport } from './accounting/ledger.js';
import { SinkAccount, totalOf } from './accounting/ledger.js';

const KINDS: readonly EventKind[] = ['exposure', 'usage', 'goal', 'attributes', 'data'];

/** Where the events of one kind go. */
export interface EventRoute {
  /** Of the sinks that carry the kind; maybe none. */
  readonly flushers: readonly EventFlusher[];
  /**
   * What is counted for an event of the kind: theirs. Where there are none, exposures and goals have an account of their own,
   * because they are lost; usages and attribute changes are then made for those who watch only, and lost to nobody.
   */
  readonly accounts: readonly SinkAccount[];
  /** Those that want an event of the kind also when it was offered before. */
  readonly insatiable: readonly EventFlusher[];
}

/** All sinks, and which of them carry what. */
export class EventRoutes {
  readonly flushers: readonly EventFlusher[];
  /** Counts exposures and goals that no sink carries, and what is no event. */
  readonly nowhere: EventRoute;
  readonly #byKind: ReadonlyMap<EventKind, EventRoute>;

  constructor(
    sinks: readonly Sink[],
    queue: EventQueueOptions | undefined,
    delivery: EventDeliveryOptions | undefined,
    context: FlusherParts,
  ) {
    const names = uniqueNames(sinks);
    this.flushers = sinks.map((sink, i) => {
      const settings = resolveEventSettings(queue, delivery, sink.batching);
      return new EventFlusher(sink, names[i] as string, settings, context);
    });
    this.nowhere = { flushers: [], accounts: [new SinkAccount('none')], insatiable: [] };
    this.#byKind = new Map(KINDS.map((kind) => [kind, this.#route(kind)]));
  }

  /** Undefined for what is no kind of event. */
  of(kind: EventKind): EventRoute | undefined {
    return this.#byKind.get(kind);
  }

  report(): LedgerReport {
    const sinks = this.flushers.map((flusher) => flusher.report());
    const unrouted = (this.nowhere.accounts[0] as SinkAccount).report(0);
    return { sinks, unrouted, total: totalOf([...sinks, unrouted]) };
  }

  #route(kind: EventKind): EventRoute {
    const flushers = this.flushers.filter(({ sink }) => sink.accepts?.has(kind) ?? kind !== 'data');
    if (flushers.length === 0) {
      return kind === 'exposure' || kind === 'goal'
        ? this.nowhere
        : { flushers, accounts: [], insatiable: [] };
    }
    const insatiable = flushers.filter(({ sink }) => kind === 'usage' && sink.usages === 'every');
    return { flushers, accounts: flushers.map((flusher) => flusher.account), insatiable };
  }
}

/** Two sinks of one name get a number each, so that their accounts can be told apart. */
function uniqueNames(sinks: readonly Sink[]): string[] {
  const used = new Set<string>();
  return sinks.map(({ name }) => {
    let unique = name;
    for (let n = 2; used.has(unique); n++) unique = `${name} (${n})`;
    used.add(unique);
    return unique;
  });
}
