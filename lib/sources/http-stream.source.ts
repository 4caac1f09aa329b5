import { SourceError } from '../errors/source.error.js';
import type { Source, SourceListener } from '../ports/source.js';
import { digestOf } from './digest.js';
import { EventStream } from './event-stream.js';
import { httpTarget } from './http-target.js';
import { DEFAULT_MAX_BYTES, positiveInteger } from './limits.js';

/** What an {@link httpStreamSource} can be told. */
export interface HttpStreamOptions {
  /** Of the event stream: absolute, http or https. */
  readonly url: string | URL;
  /** Sent to the origin of `url` only, not to where it redirects. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Name of the event whose data is a whole payload. */
  readonly payloadEvent: string;
  /** Name of the event that says that there is something new to download. */
  readonly changeEvent: string;
  /**
   * Whether the server has a stream, asked after each download. The stream is opened once it says so.
   *
   * @defaultValue it always has
   */
  readonly isOffered?: (() => boolean) | undefined;
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
  const waiting = new Map<EventStream, SourceListener>();
  const told = new WeakSet<EventStream>();

  function startWaiting(): void {
    for (const [stream, listener] of waiting) {
      if (isOffered()) {
        waiting.delete(stream);
        stream.start();
      } else if (!told.has(stream)) {
        told.add(stream);
        listener.failed(notOffered(download.name));
      }
    }
  }

  return {
    name: download.name,
    async fetch(context) {
      const fetched = await download.fetch(context);
      startWaiting();
      return fetched;
    },
    watch(listener) {
      const stream = open(listener);
      if (isOffered()) stream.start();
      else waiting.set(stream, listener);
      return () => {
        waiting.delete(stream);
        stream.stop();
      };
    },
  };
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
      events: new Map([
        [options.payloadEvent, (data: string) => listener.changed(asFetched(data))],
        [options.changeEvent, () => listener.changed()],
      ]),
      onReopen: () => listener.changed(),
      onFailure: (error) => listener.failed(error),
    });
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
