import type { ExperimentationEvent, SendReport } from '../ports/sink.js';
import type { DeliveryVerdict } from './event-delivery.js';
import type { QueuedEvent } from './event-queue.js';

/** An event that the sink will never deliver. */
export interface RejectedEntry {
  readonly entry: QueuedEvent;
  readonly reason: string;
  readonly error: unknown;
}

/** What became of each event of a batch: every one of them is in exactly one list. */
export interface Settlement {
  readonly delivered: readonly QueuedEvent[];
  readonly rejected: readonly RejectedEntry[];
  /** In the order of the batch; {@link Settlement.error} says whether they are tried again. */
  readonly failed: readonly QueuedEvent[];
  readonly error: unknown;
}

const NOTHING: readonly never[] = Object.freeze([]);

/**
 * Sorts a batch by what its sink says. A report that names events which are not in the batch, or one event more often than
 * it is in there, is taken for what makes sense of it; a report that cannot be read at all fails the batch.
 */
export function settle(batch: readonly QueuedEvent[], verdict: DeliveryVerdict): Settlement {
  if ('error' in verdict)
    return { delivered: NOTHING, rejected: NOTHING, failed: batch, error: verdict.error };
  const report = verdict.report;
  if (report === undefined) return { delivered: batch, rejected: NOTHING, failed: NOTHING, error: undefined };
  try {
    return sort(batch, report);
  } catch (error) {
    return { delivered: NOTHING, rejected: NOTHING, failed: batch, error };
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

  const delivered: QueuedEvent[] = [];
  const rejected: RejectedEntry[] = [];
  const failed: QueuedEvent[] = [];
  for (const entry of batch) {
    const rejection = rejections.get(entry.event)?.pop();
    const failures_ = failures.get(entry.event) ?? 0;
    if (rejection !== undefined) rejected.push({ entry, ...rejection });
    else if (failures_ > 0) {
      failures.set(entry.event, failures_ - 1);
      failed.push(entry);
    } else delivered.push(entry);
  }
  return { delivered, rejected, failed, error: report.failed?.error };
}
