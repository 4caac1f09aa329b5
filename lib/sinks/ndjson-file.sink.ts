import { resolve } from 'node:path';
import { DeliveryError } from '../errors/delivery.error.js';
import type { EventKind, ExperimentationEvent, SendContext, Sink, SinkBatching } from '../ports/sink.js';
import type { ShownAttributes } from './event-record.js';
import { recordOf } from './event-record.js';
import type { FileRotation } from './file-appender.js';
import { FileAppender } from './file-appender.js';
import { toJson } from './json-writer.js';

/** How {@link ndjsonFileSink} is set up. */
export interface NdjsonFileSinkOptions extends SinkBatching {
  /** The file; relative to the working directory. It and its folder are made when the first event is written. */
  readonly path: string;
  /**
   * Kinds of events that are written.
   *
   * @defaultValue exposures, goals and attribute changes; no usages
   */
  readonly kinds?: readonly EventKind[];
  /**
   * Attributes of the visitor that a line shows: all, none, or those named here. They may be personal data.
   *
   * @defaultValue `true`
   */
  readonly attributes?: ShownAttributes;
  /**
   * Sets the file aside as `<path>.1` before it grows too large. Only for a file that one process writes.
   *
   * @defaultValue the file grows; `logrotate` or the like may move it away at any time
   */
  readonly rotate?: FileRotation;
  /**
   * Whether a batch counts as delivered only when the disk has it. False leaves it to the operating system: lines survive a
   * crash of the process, not one of the machine.
   *
   * @defaultValue `true`
   */
  readonly sync?: boolean;
}

const DEFAULT_KINDS: readonly EventKind[] = ['exposure', 'goal', 'attributes'];

/**
 * Appends events to a file, one JSON object a line (NDJSON): the embedded default where no platform collects them.
 *
 * Every line has `ts` (ISO 8601, UTC), `kind` and `visitor`, and may have `revision`, `url`, `units`, `attributes`. Besides:
 * - `exposure`: `experiment`, `variation` (keys), `variationIndex`, `variationName`, `experimentName`, `flag`,
 *   `hashAttribute`, `hashValue`, `sticky`
 * - `goal`: `goal`, `revenue`, `properties`
 * - `attributes`: `changed`
 * - `usage`: `flag`, `value`, `on`, `reason`, `cause`, `rule`, `experiment`, `variation`
 *
 * Members without a value are left out; new ones may be added, these stay. Events are written at least once: after an error
 * in the middle of a batch (a full disk), the batch is written again.
 *
 * @example
 * ```sh
 * jq -r 'select(.kind == "exposure") | [.ts, .visitor, .experiment, .variation] | @csv' events.ndjson
 * ```
 */
export function ndjsonFileSink(options: NdjsonFileSinkOptions): Sink {
  return new NdjsonFileSink(options);
}

class NdjsonFileSink implements Sink {
  readonly name = 'ndjson-file';
  readonly accepts: ReadonlySet<EventKind>;
  readonly batching: SinkBatching;
  readonly #appender: FileAppender;
  readonly #path: string;
  readonly #attributes: ShownAttributes;
  /** The write under way, or the last one: writes of a delivery that was given up must not mix with the next. */
  #last: Promise<void> = Promise.resolve();

  constructor({
    path,
    kinds,
    attributes,
    rotate,
    sync,
    maxBatchSize,
    flushIntervalMs,
  }: NdjsonFileSinkOptions) {
    if (typeof path !== 'string' || path === '') {
      throw new TypeError(`ndjsonFileSink() expects path: the name of a file. Got ${toJson(path)}.`);
    }
    // Kept as it is now: an application may change its working directory.
    this.#path = resolve(path);
    this.accepts = new Set(kinds ?? DEFAULT_KINDS);
    this.batching = { maxBatchSize, flushIntervalMs };
    this.#attributes = attributes ?? true;
    this.#appender = new FileAppender(this.#path, rotate, sync ?? true);
  }

  async send(batch: readonly ExperimentationEvent[], { signal }: SendContext): Promise<void> {
    const previous = this.#last;
    const write = async (): Promise<void> => {
      await previous.catch(() => undefined);
      // Given up while it waited: writing it now would make it twice.
      signal.throwIfAborted();
      const lines = batch.map((event) => `${toJson(recordOf(event, this.#attributes))}\n`);
      await this.#appender.append(Buffer.from(lines.join('')));
    };
    this.#last = write();
    try {
      await this.#last;
    } catch (error) {
      throw error instanceof DeliveryError ? error : this.#error(error);
    }
  }

  async close(): Promise<void> {
    await this.#last.catch(() => undefined);
  }

  #error(cause: unknown): DeliveryError {
    const { code = 'error', message } = cause as NodeJS.ErrnoException;
    return new DeliveryError(
      `Events cannot be written to ${this.#path} (${code}): ${message}. Check that the folder can be written to and the disk has room.`,
      { retryable: true, reason: `file-${code.toLowerCase()}`, cause },
    );
  }
}
