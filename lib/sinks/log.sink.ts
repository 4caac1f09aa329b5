import type { ExperimentationLogger } from '../ports/logger.js';
import type {
  EventKind,
  ExperimentationEvent,
  RejectedEvent,
  SendReport,
  Sink,
  SinkBatching,
} from '../ports/sink.js';
import type { ShownAttributes } from './event-record.js';
import { recordOf } from './event-record.js';
import { toJson } from './json-writer.js';

/** How {@link logSink} is set up. */
export interface LogSinkOptions extends SinkBatching {
  /** Where lines go: Nest's `Logger` or anything of its shape. */
  readonly logger: ExperimentationLogger;
  /**
   * The logger's method. A logger without `debug` gets `log`.
   *
   * @defaultValue `'log'`
   */
  readonly level?: 'log' | 'debug';
  /**
   * Kinds of events that are logged.
   *
   * @defaultValue exposures, goals and attribute changes; no usages
   */
  readonly kinds?: readonly EventKind[];
  /**
   * Attributes of the visitor that a line shows: all, none, or those named here. They may be personal data.
   *
   * @defaultValue `false`
   */
  readonly attributes?: ShownAttributes;
}

/** Logs every event as one line: its kind, then the JSON object that the NDJSON file would have. */
export function logSink(options: LogSinkOptions): Sink {
  const { logger, level = 'log', attributes = false, maxBatchSize, flushIntervalMs } = options;
  const write = (message: string): void => {
    if (level === 'debug' && logger.debug !== undefined) logger.debug(message);
    else logger.log(message);
  };
  return {
    name: 'log',
    accepts: new Set<EventKind>(options.kinds ?? ['exposure', 'goal', 'attributes']),
    batching: { maxBatchSize, flushIntervalMs },
    send: (batch) => Promise.resolve(logAll(batch, attributes, write)),
  };
}

function logAll(
  batch: readonly ExperimentationEvent[],
  attributes: ShownAttributes,
  write: (message: string) => void,
): SendReport {
  const rejected: RejectedEvent[] = [];
  for (const event of batch) {
    try {
      write(`${event.kind} ${toJson(recordOf(event, attributes))}`);
    } catch (error) {
      rejected.push({ event, reason: 'log-error', error });
    }
  }
  return { rejected };
}
