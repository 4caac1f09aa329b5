import { DeliveryError } from '../../../errors/delivery.error.js';
import type { ExperimentationEvent, SendReport, Sink } from '../../../ports/sink.js';

/** How long a sink may take to settle after its signal aborted, before its delivery is given up on. */
export const ABORT_GRACE_MS = 100;

/** How an attempt ended: with a report (maybe empty) or with an error for the whole batch. */
export type DeliveryAttempt =
  { readonly report: SendReport | undefined } | { readonly report?: never; readonly error: unknown };

/**
 * Makes one attempt to deliver a batch. It always settles, soon after the time is up or `stop` aborts, even when the sink
 * does not; it never rejects.
 */
export async function attemptDelivery(
  sink: Sink,
  batch: readonly ExperimentationEvent[],
  timeoutMs: number,
  stop: AbortSignal,
): Promise<DeliveryAttempt> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let onStop: (() => void) | undefined;
  const givenUp = new Promise<DeliveryAttempt>((resolve) => {
    const end = (message: string): void => {
      const error = new DeliveryError(message, { retryable: true, reason: 'timeout' });
      abort.abort(error);
      clearTimeout(timer);
      timer = setTimeout(resolve, ABORT_GRACE_MS, { error });
    };
    onStop = (): void => end('The delivery was stopped: the deadline of the shutdown has passed.');
    timer = setTimeout(() => end(`No answer within ${timeoutMs} ms.`), timeoutMs);
    timer.unref();
    if (stop.aborted) onStop();
    else stop.addEventListener('abort', onStop, { once: true });
  });
  try {
    return await Promise.race([send(sink, batch, abort.signal), givenUp]);
  } finally {
    clearTimeout(timer);
    if (onStop !== undefined) stop.removeEventListener('abort', onStop);
  }
}

async function send(
  sink: Sink,
  batch: readonly ExperimentationEvent[],
  signal: AbortSignal,
): Promise<DeliveryAttempt> {
  try {
    return { report: (await sink.send(batch, { signal })) ?? undefined };
  } catch (error) {
    return { error };
  }
}
