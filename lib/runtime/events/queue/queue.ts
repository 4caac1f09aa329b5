import type { EventKind, ExperimentationEvent } from '../../../ports/sink.js';
import { Ring } from './ring.js';

/** An event that waits. Shared by the queues of all sinks. */
export interface QueuedEvent {
  readonly event: ExperimentationEvent;
  /** By `estimateBytes`. */
  readonly bytes: number;
  /** Grows with every event offered. */
  readonly seq: number;
}

/** Why a queue did not take an event: it is full, or the event alone is larger than the queue may become. */
export type Refusal = 'queue-full' | 'too-large';

/** The kinds by importance: what comes first is given up first. */
const IMPORTANCE: readonly EventKind[] = ['attributes', 'usage', 'data', 'exposure', 'goal'];

interface Lane {
  readonly ring: Ring<QueuedEvent>;
  bytes: number;
}

/**
 * Events that wait for one sink, bounded by count and bytes; events that were taken for delivery count until they are
 * settled. They leave in the order they came.
 *
 * When it is full: a goal displaces exposures, visitor data, usages and attribute changes; an exposure displaces visitor data, usages
 * and attribute changes, and so on, the newest of the least important first. An event that can displace nothing is refused. So, of equals,
 * those that came first stay: the first exposure of a visitor is the one that analyses count from.
 */
export class EventQueue {
  readonly #lanes: readonly Lane[] = IMPORTANCE.map(() => ({ ring: new Ring<QueuedEvent>(), bytes: 0 }));
  #waiting = 0;
  #waitingBytes = 0;
  #taken = 0;
  #takenBytes = 0;
  #newestSeq = -1;

  constructor(
    private readonly maxEvents: number,
    private readonly maxBytes: number,
    /** Told of every event that had to make room. */
    private readonly onDisplaced: (entry: QueuedEvent) => void,
  ) {}

  /** Events that are here, those taken and not yet settled included. */
  get size(): number {
    return this.#waiting + this.#taken;
  }

  /** Events that can be taken. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Estimated bytes of all that is counted in {@link size}. */
  get bytes(): number {
    return this.#waitingBytes + this.#takenBytes;
  }

  /** `seq` of the event that was queued last; -1 if none ever was. */
  get newestSeq(): number {
    return this.#newestSeq;
  }

  /** `seq` of the event that will be taken next; undefined when none waits. */
  get oldestSeq(): number | undefined {
    return this.#oldestLane()?.ring.first()?.seq;
  }

  /** Queues the event; undefined if that worked, else why not. */
  offer(entry: QueuedEvent): Refusal | undefined {
    const rank = IMPORTANCE.indexOf(entry.event.kind);
    if (this.size >= this.maxEvents || this.bytes + entry.bytes > this.maxBytes) {
      if (entry.bytes > this.maxBytes) return 'too-large';
      if (!this.#makeRoom(entry.bytes, rank)) return 'queue-full';
    }
    const lane = this.#lanes[rank] as Lane;
    lane.ring.push(entry);
    lane.bytes += entry.bytes;
    this.#waiting++;
    this.#waitingBytes += entry.bytes;
    this.#newestSeq = entry.seq;
    return undefined;
  }

  /** Takes up to `max` events, oldest first. They count until they are given to {@link settle}. */
  take(max: number): QueuedEvent[] {
    const batch: QueuedEvent[] = [];
    while (batch.length < max) {
      const lane = this.#oldestLane();
      if (lane === undefined) break;
      const entry = this.#left(lane, lane.ring.shift() as QueuedEvent);
      this.#taken++;
      this.#takenBytes += entry.bytes;
      batch.push(entry);
    }
    return batch;
  }

  /** Ends the account of an event that was taken: it is delivered or dropped. */
  settle(entry: QueuedEvent): void {
    this.#taken--;
    this.#takenBytes -= entry.bytes;
  }

  #makeRoom(bytes: number, rank: number): boolean {
    let events = 0;
    let freeable = 0;
    for (let i = 0; i < rank; i++) {
      const lane = this.#lanes[i] as Lane;
      events += lane.ring.size;
      freeable += lane.bytes;
    }
    if (this.size - events >= this.maxEvents || this.bytes - freeable + bytes > this.maxBytes) return false;
    for (let i = 0; i < rank; i++) {
      const lane = this.#lanes[i] as Lane;
      while (this.size >= this.maxEvents || this.bytes + bytes > this.maxBytes) {
        const entry = lane.ring.pop();
        if (entry === undefined) break;
        this.onDisplaced(this.#left(lane, entry));
      }
    }
    return true;
  }

  #left(lane: Lane, entry: QueuedEvent): QueuedEvent {
    lane.bytes -= entry.bytes;
    this.#waiting--;
    this.#waitingBytes -= entry.bytes;
    return entry;
  }

  #oldestLane(): Lane | undefined {
    let oldest: Lane | undefined;
    let seq = Number.POSITIVE_INFINITY;
    for (const lane of this.#lanes) {
      const first = lane.ring.first();
      if (first === undefined || first.seq >= seq) continue;
      oldest = lane;
      seq = first.seq;
    }
    return oldest;
  }
}
