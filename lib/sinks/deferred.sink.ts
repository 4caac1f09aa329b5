import type { Sink } from '../ports/sink.js';

/** What is known of a sink before it is loaded. */
export type SinkFace = Pick<Sink, 'name' | 'accepts' | 'batching'>;

/**
 * A sink whose code is loaded with its first delivery.
 *
 * @param face - what it tells until then
 * @param load - makes the sink; asked once
 */
export function deferredSink(face: SinkFace, load: () => Promise<Sink>): Sink {
  let loading: Promise<Sink> | undefined;
  return {
    ...face,
    send: async (batch, context) => {
      const sink = await (loading ??= load());
      return sink.send(batch, context);
    },
    close: async () => {
      const sink = await loading;
      await sink?.close?.();
    },
  };
}
