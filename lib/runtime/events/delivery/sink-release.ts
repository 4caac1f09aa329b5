import type { Sink } from '../../../ports/sink.js';
import { within } from '../../shared/race-timeout.js';

/** How long a sink may take to let go of its files and sockets, in milliseconds. */
const RELEASE_MS = 1_000;

/** Closes a sink, which may neither hang nor throw. Never rejects; resolves to what went wrong, undefined if nothing did. */
export function releaseSink(sink: Sink): Promise<unknown> {
  return within<unknown>(
    RELEASE_MS,
    close(sink),
    () => new Error(`It was not closed within ${RELEASE_MS} ms.`),
  );
}

async function close(sink: Sink): Promise<unknown> {
  try {
    await sink.close?.();
    return undefined;
  } catch (error) {
    return error ?? new Error('It rejected without a reason.');
  }
}
