import type { EventSource } from 'eventsource';
import { SourceError } from '../errors/source.error.js';
import { limitEvents } from './sse-limit.js';
import { discard, getFollowing } from '../http/follow-redirects.js';
import type { HttpTarget } from '../http/target.js';
import { loadPeer } from './optional-peer.js';

/** What an {@link EventStream} listens to, and how. */
export interface EventStreamOptions {
  readonly target: HttpTarget;
  /** How the origin is called in messages. */
  readonly origin: string;
  readonly fetch: typeof fetch;
  readonly maxBytes: number;
  readonly maxRedirects: number;
  readonly random: () => number;
  /** What to do with the data of an event, by its name; others are ignored. */
  readonly events: ReadonlyMap<string, (data: string) => void>;
  /** The connection stands again after a failure: events may have been missed. */
  readonly onReopen: () => void;
  readonly onFailure: (error: SourceError) => void;
}

const LONGEST_PAUSE_MS = 300_000;
/** A connection that held this long was a good one, even if nothing was said on it. */
const STEADY_MS = 10_000;

/**
 * The pause before connecting again, in milliseconds: as GrowthBook's SDK has it, between 0.1 s and 5 min.
 *
 * @param failures - 1 after the first
 * @param random - in [0, 1)
 */
export function reconnectMs(failures: number, random: number): number {
  return Math.min(1000 * 3 ** (failures - 3) * (1 + random), LONGEST_PAUSE_MS);
}

/**
 * One server-sent event stream (WHATWG HTML, section 9.2), through the optional package `eventsource`, connected again after
 * each failure. That package would connect again by itself as fast as the server tells it to; so each connection gets an
 * `EventSource` of its own, which ends with it.
 */
export class EventStream {
  readonly #options: EventStreamOptions;
  #stopped = false;
  #started = false;
  #failures = 0;
  #interrupted = false;
  #timer: NodeJS.Timeout | undefined;
  #connection = new AbortController();

  constructor(options: EventStreamOptions) {
    this.#options = options;
  }

  /** Connects; does nothing when that has been done. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    void this.#connect();
  }

  /** Disconnects for good. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#connection.abort();
  }

  async #connect(): Promise<void> {
    try {
      const library = await loadPeer('eventsource', 'Streaming configuration', () => import('eventsource'));
      if (this.#stopped) return;
      const connection = new AbortController();
      this.#connection = connection;
      const source = new library.EventSource(this.#options.target.url, {
        fetch: (_url, init) => this.#request(init.headers, connection.signal),
      });
      connection.signal.addEventListener('abort', () => source.close(), { once: true });
      this.#listen(source, connection);
    } catch (error) {
      // Without the library there is no point in trying again.
      this.#options.onFailure(error as SourceError);
    }
  }

  #listen(source: EventSource, connection: AbortController): void {
    let openedAt = Number.POSITIVE_INFINITY;
    source.addEventListener('open', () => {
      openedAt = performance.now();
      if (this.#interrupted) this.#options.onReopen();
      this.#interrupted = false;
    });
    source.addEventListener('error', (event) => {
      if (connection.signal.aborted) return;
      // The library arms its own timer after this event; closing has to come later to disarm it.
      queueMicrotask(() => connection.abort());
      if (performance.now() - openedAt >= STEADY_MS) this.#failures = 0;
      this.#fail(event.message ?? 'the connection has ended');
    });
    for (const [name, use] of this.#options.events) {
      source.addEventListener(name, (event) => {
        this.#failures = 0;
        if (!connection.signal.aborted) use(String(event.data));
      });
    }
  }

  #fail(reason: string): void {
    this.#failures += 1;
    this.#interrupted = true;
    this.#timer = setTimeout(
      () => void this.#connect(),
      reconnectMs(this.#failures, this.#options.random()),
    ).unref();
    const message = `The event stream of ${this.#options.origin} is interrupted: ${reason}.`;
    this.#options.onFailure(new SourceError(message, true));
  }

  async #request(headers: Record<string, string>, signal: AbortSignal) {
    const { target, maxBytes } = this.#options;
    const response = await getFollowing(target, headers, { ...this.#options, signal });
    const usable = response.status === 200 && isEventStream(response);
    if (!usable) await discard(response);
    return {
      status: response.status,
      headers: response.headers,
      url: target.url.href,
      redirected: false,
      body: usable ? (response.body?.pipeThrough(limitEvents(maxBytes)) ?? null) : null,
    };
  }
}

function isEventStream(response: Response): boolean {
  return (response.headers.get('content-type') ?? '').startsWith('text/event-stream');
}
