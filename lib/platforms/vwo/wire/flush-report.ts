import type { ExperimentationLogger } from '../../../ports/logger.js';
import type { ExperimentationEvent, Sink } from '../../../ports/sink.js';
import type { VwoFlushCallback, VwoFlushPayload } from '../setup/event.options.js';
import type { VwoMessages } from './body.js';

/** Tells a flush callback of a sink's deliveries. What the callback throws is logged, and changes nothing. */
export function reportingFlushes(
  sink: Sink,
  callback: VwoFlushCallback,
  messages: VwoMessages,
  logger: ExperimentationLogger,
): Sink {
  const call = async (error: Error | null, payload: VwoFlushPayload): Promise<void> => {
    try {
      await callback(error, payload);
    } catch (cause) {
      logger.warn(`VWO: the flush callback failed: ${errorOf(cause).message}`);
    }
  };
  const tell = (error: Error | null, events: readonly ExperimentationEvent[]): void => {
    const ev = bodiesOf(events, messages);
    if (ev.length > 0) void call(error, { ev });
  };
  return {
    name: sink.name,
    ...(sink.accepts && { accepts: sink.accepts }),
    ...(sink.batching && { batching: sink.batching }),
    send: async (batch, context) => {
      const report = (await sink.send(batch, context)) ?? {};
      const { rejected = [], failed } = report;
      const lost = new Set([...rejected.map(({ event }) => event), ...(failed?.events ?? [])]);
      const delivered = batch.filter((event) => !lost.has(event));
      const error = failed?.error ?? rejected.find((each) => each.error !== undefined)?.error;
      tell(null, delivered);
      if (error !== undefined) tell(errorOf(error), [...lost]);
      return report;
    },
  };
}

/** Events that VWO has no form for are none of the callback's. */
function bodiesOf(events: readonly ExperimentationEvent[], messages: VwoMessages): readonly object[] {
  return events
    .map((event) => messages.of(event))
    .filter((message) => typeof message !== 'string')
    .map(({ body }) => body);
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
