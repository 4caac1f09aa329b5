import { within } from '../../runtime/shared/race-timeout.js';
import type { ModuleRuntime } from './module-runtime.js';

/** Ends everything that a module instance runs, in the order that loses nothing. May be called again. */
export async function closeRuntime({ keeper, events, documents, settings }: ModuleRuntime): Promise<void> {
  const { deadlineMs } = settings.shutdown;
  await keeper.close();
  await Promise.all([
    events.close({ deadlineMs }),
    documents === null ? undefined : within(deadlineMs, documents.drain(), () => undefined),
  ]);
}
