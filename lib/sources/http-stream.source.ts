import { SourceError } from '../errors/source.error.js';
import type { Source, SourceListener } from '../ports/source.js';
import { digestOf } from './digest.js';
import { EventStream } from './sse-stream.js';
import { httpTarget } from '../http/target.js';
import { DEFAULT_MAX_BYTES, positiveInteger } from '../http/limits.js';

/** What an {@link httpStreamSource} can be told. */
export interface HttpStreamOptions {
  /** Of the event stream: absolute, http or https. */
  readonly url: string | URL;
  /** Sent to the origin of `url` only, not to where it redirects. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Name of the event whose data is a whole payload, if the server sends such. */
  readonly payloadEvent?: string | undefined;
  /** Name of the event that says that there is something new to download. */
  readonly changeEvent: string;
  /**
   * Looks at the data of a change event; false ignores it.
   *
   * @defaultValue all count
   */
  readonly isChange?: ((data: string) => boolean) | undefined;
  /**
   * Whether the server has a stream, asked after each download. The stream is opened once it says so.
   *
   * @defaultValue it always has
   */
  readonly isOffered?: (() => boolean) | undefined;
  /**
   * True: the stream is closed once it is no longer offered, and a server without one is nothing to report. False: a stream
   * that is open stays, and one that is not offered is reported as a failure to watch.
   *
   * @defaultValue `false`
   */
  readonly whileOffered?: boolean | undefined;
  /**
   * Largest event in bytes, above 0.
   *
   * @defaultValue 32 MiB
   */
  readonly maxBytes?: number | undefined;
  /** Sends the requests, for example one that goes through a proxy. Must understand `redirect: 'manual'` and `signal`. */
  readonly fetch?: typeof fetch | undefined;
  /**
   * Gives numbers in [0, 1) that spread reconnections.
   *
   * @defaultValue `Math.random`
   */
  readonly random?: (() => number) | undefined;
}

const MAX_REDIRECTS = 3;

/**
 * A source that is told of changes over server-sent events (needs the optional package `eventsource`), on top of one that
 * downloads. While the stream is broken or not offered the download goes on alone.
 *
 * @param download - where payloads are downloaded from
 * @throws TypeError when an option makes no sense
 */
export function httpStreamSource(download: Source, options: HttpStreamOptions): Source {
  const open = streamFactory(download.name, options);
  const isOffered = options.isOffered ?? (() => true);
  const watchers = new Set<Watcher>();

  function follow(watcher: Watcher): void {
    if (isOffered()) {
      if (watcher.stream !== null) return;
      watcher.stream = open(watcher.listener);
      watcher.stream.start();
    } else if (options.whileOffered === true) {
      watcher.stream?.stop();
      watcher.stream = null;
    } else if (watcher.hasFetched && watcher.stream === null && !watcher.wasTold) {
      watcher.wasTold = true;
      watcher.listener.failed(notOffered(download.name));
    }
  }

  return {
    name: download.name,
    async fetch(context) {
      const fetched = await download.fetch(context);
      for (const watcher of watchers) {
        watcher.hasFetched = true;
        follow(watcher);
      }
      return fetched;
    },
    watch(listener) {
      const watcher: Watcher = { listener, stream: null, hasFetched: false, wasTold: false };
      watchers.add(watcher);
      follow(watcher);
      return () => {
        watchers.delete(watcher);
        watcher.stream?.stop();
      };
    },
  };
}

/** Checks what {@link httpStreamSource} would be given, without making it. Throws `TypeError` when an option makes no sense. */
export function checkHttpStream(options: HttpStreamOptions): void {
  streamFactory('', options);
}

interface Watcher {
  readonly listener: SourceListener;
  stream: EventStream | null;
  /** Something was downloaded since it watches, so that the server has said whether it has a stream. */
  hasFetched: boolean;
  /** That there is none. */
  wasTold: boolean;
}

function streamFactory(
  origin: string,
  options: HttpStreamOptions,
): (listener: SourceListener) => EventStream {
  const settings = {
    target: httpTarget(options.url, options.headers),
    origin,
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    maxBytes: positiveInteger('maxBytes', options.maxBytes ?? DEFAULT_MAX_BYTES),
    maxRedirects: MAX_REDIRECTS,
    random: options.random ?? Math.random,
  } satisfies Partial<ConstructorParameters<typeof EventStream>[0]>;
  return (listener) =>
    new EventStream({
      ...settings,
      events: eventsOf(options, listener),
      onReopen: () => listener.changed(),
      onFailure: (error) => listener.failed(error),
    });
}

function eventsOf(
  { payloadEvent, changeEvent, isChange = () => true }: HttpStreamOptions,
  listener: SourceListener,
): ReadonlyMap<string, (data: string) => void> {
  const events = new Map<string, (data: string) => void>();
  if (payloadEvent !== undefined) events.set(payloadEvent, (data) => listener.changed(asFetched(data)));
  events.set(changeEvent, (data) => {
    if (isChange(data)) listener.changed();
  });
  return events;
}

function asFetched(data: string) {
  return { payload: data, text: data, validator: { digest: digestOf(data) } };
}

function notOffered(name: string): SourceError {
  return new SourceError(
    `${name} offers no event stream: changes are noticed at the next scheduled refresh.`,
    false,
  );
}
