import { DeliveryError } from '../errors/delivery.error.js';
import type {
  EventKind,
  ExperimentationEvent,
  RejectedEvent,
  SendContext,
  SendReport,
  Sink,
  SinkBatching,
} from '../ports/sink.js';
import type { HttpResponse } from '../http/answer.js';
import { judgeStatus } from '../http/answer.js';
import type { HttpMessage } from '../http/post.js';
import { originOf } from '../http/origin.js';
import { post } from '../http/post.js';

/** A request, and the events that are delivered when it is answered well. */
export interface HttpSinkRequest extends HttpMessage {
  /** Those of the batch that the request carries: the same objects. */
  readonly events: readonly ExperimentationEvent[];
}

/** A batch in a collector's format: every event is in one request, or rejected. */
export interface HttpEncoding {
  /** Sent one after the other. */
  readonly requests: readonly HttpSinkRequest[];
  /** Events that are not sent at all. */
  readonly rejected?: readonly RejectedEvent[];
}

/** How {@link httpJsonSink} is set up. */
export interface HttpJsonSinkOptions {
  /** Shown in the ledger and logs; free of secrets. */
  readonly name: string;
  /** Kinds of events that the collector takes; all when left out. */
  readonly kinds?: readonly EventKind[] | undefined;
  /** How the collector wants its batches. @defaultValue as the application has it */
  readonly batching?: SinkBatching | undefined;
  /** Puts a batch into the collector's format. Called anew for every attempt. */
  readonly encode: (batch: readonly ExperimentationEvent[]) => HttpEncoding | Promise<HttpEncoding>;
  /**
   * Judges an answer; undefined means delivered.
   *
   * @defaultValue by status: 2xx delivered; 408, 425, 429, 5xx try again; 413 smaller; all others final
   */
  readonly judge?: ((answer: HttpResponse) => DeliveryError | undefined) | undefined;
  /**
   * Longest body in bytes; a batch that is longer is halved without being sent, at least 1.
   *
   * @defaultValue 1,048,576 (1 MiB)
   */
  readonly maxBodyBytes?: number | undefined;
  /**
   * Makes requests: for a proxy or a client certificate.
   *
   * @defaultValue the built-in `fetch`, which keeps connections alive
   */
  readonly fetch?: typeof fetch | undefined;
}

const MAX_BODY_BYTES = 1_048_576;

/**
 * Delivers events over HTTP: the building block of the platforms' sinks, and of sinks for collectors of your own.
 *
 * Of a batch that takes several requests, those that were answered well are not sent again when a later one fails.
 *
 * @example
 * ```ts
 * httpJsonSink({
 *   name: 'warehouse',
 *   kinds: ['exposure', 'goal'],
 *   encode: (events) => ({
 *     requests: [{ url: 'https://collect.example.com/v1', body: JSON.stringify(events.map(toRow)), events }],
 *   }),
 * })
 * ```
 */
export function httpJsonSink(options: HttpJsonSinkOptions): Sink {
  return new HttpJsonSink(options);
}

class HttpJsonSink implements Sink {
  readonly name: string;
  declare readonly accepts?: ReadonlySet<EventKind>;
  readonly batching: SinkBatching;

  constructor(private readonly options: HttpJsonSinkOptions) {
    this.name = options.name;
    this.batching = options.batching ?? {};
    if (options.kinds !== undefined) this.accepts = new Set(options.kinds);
  }

  async send(batch: readonly ExperimentationEvent[], { signal }: SendContext): Promise<SendReport> {
    const { requests, rejected: refused = [] } = await this.options.encode(batch);
    const rejected = [...refused];
    for (let i = 0; i < requests.length; i++) {
      const request = requests[i] as HttpSinkRequest;
      const error = await this.#deliver(request, signal);
      if (error === undefined) continue;
      const final = error instanceof DeliveryError && !error.retryable && !error.tooLarge;
      if (!final) return { rejected, failed: { events: requests.slice(i).flatMap((r) => r.events), error } };
      for (const event of request.events) rejected.push({ event, reason: error.reason, error });
    }
    return { rejected };
  }

  /** @returns why the request's events are not delivered; undefined if they are */
  async #deliver(request: HttpSinkRequest, signal: AbortSignal): Promise<unknown> {
    const { judge = judgeStatus, maxBodyBytes = MAX_BODY_BYTES, fetch: send = fetch } = this.options;
    try {
      const bytes = Buffer.byteLength(request.body);
      if (bytes > maxBodyBytes) throw tooLong(bytes, maxBodyBytes, request.url);
      return judge(await post(send, request, signal));
    } catch (error) {
      return error ?? new Error('The request failed without a reason.');
    }
  }
}

function tooLong(bytes: number, maxBytes: number, url: string): DeliveryError {
  return new DeliveryError(
    `A body of ${bytes} bytes is over the limit of ${maxBytes} for ${originOf(url)}.`,
    { retryable: false, tooLarge: true, reason: 'too-large' },
  );
}
