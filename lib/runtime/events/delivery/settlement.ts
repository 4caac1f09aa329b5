import type { ExperimentationEvent, SendReport, SettledEvents } from '../../../ports/sink.js';
import type { DeliveryAttempt } from './delivery.js';
import type { QueuedEvent } from '../queue/queue.js';

/** An event that the sink will never deliver. */
export interface RejectedEntry {
  readonly entry: QueuedEvent;
  readonly reason: string;
  readonly error: unknown;
}

/** What became of each event of a batch: every one of them is in exactly one list. */
export interface Settlement {
  readonly delivered: readonly QueuedEvent[];
  /** Taken by the sink, but not delivered yet. */
  readonly held: readonly QueuedEvent[];
  /** Of events that were held before. */
  readonly settled: SettledEvents | undefined;
  readonly rejected: readonly RejectedEntry[];
  /** In the order of the batch; {@link Settlement.error} says whether they are tried again. */
  readonly failed: readonly QueuedEvent[];
  readonly error: unknown;
}

const NOTHING: readonly never[] = Object.freeze([]);
const NONE: Settlement = Object.freeze({
  delivered: NOTHING,
  held: NOTHING,
  settled: undefined,
  rejected: NOTHING,
  failed: NOTHING,
  error: undefined,
});

/**
 * Sorts a batch by what its sink says. A report that names events which are not in the batch, or one event more often than
 * it is in there, is taken for what makes sense of it; a report that cannot be read at all fails the batch.
 */
export function settle(batch: readonly QueuedEvent[], attempt: DeliveryAttempt): Settlement {
  if ('error' in attempt) return { ...NONE, failed: batch, error: attempt.error };
  const report = attempt.report;
  if (report === undefined) return { ...NONE, delivered: batch };
  try {
    return sort(batch, report);
  } catch (error) {
    return { ...NONE, failed: batch, error };
  }
}

function sort(batch: readonly QueuedEvent[], report: SendReport): Settlement {
  const rejections = new Map<ExperimentationEvent, { reason: string; error: unknown }[]>();
  for (const { event, reason, error } of report.rejected ?? NOTHING) {
    const known = rejections.get(event);
    const rejection = { reason: typeof reason === 'string' ? reason : 'refused', error };
    if (known === undefined) rejections.set(event, [rejection]);
    else known.push(rejection);
  }
  const failures = new Map<ExperimentationEvent, number>();
  for (const event of report.failed?.events ?? NOTHING) failures.set(event, (failures.get(event) ?? 0) + 1);

  const holds = new Set(report.held ?? NOTHING);
  const delivered: QueuedEvent[] = [];
  const held: QueuedEvent[] = [];
  const rejected: RejectedEntry[] = [];
  const failed: QueuedEvent[] = [];
  for (const entry of batch) {
    const rejection = rejections.get(entry.event)?.pop();
    const failures_ = failures.get(entry.event) ?? 0;
    if (rejection !== undefined) rejected.push({ entry, ...rejection });
    else if (failures_ > 0) {
      failures.set(entry.event, failures_ - 1);
      failed.push(entry);
    } else if (holds.delete(entry.event)) held.push(entry);
    else delivered.push(entry);
  }
  return { delivered, held, settled: report.settled, rejected, failed, error: report.failed?.error };
}
