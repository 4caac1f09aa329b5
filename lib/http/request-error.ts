import { SourceError } from '../errors/source.error.js';
import type { TimeLimit } from './abort-after.js';

/**
 * Says in words why a question has no answer: out of time, given up, or what the network reports.
 *
 * @param name - who was asked, for messages
 * @returns the error itself when it is one that explains itself
 */
export function requestError(error: unknown, name: string, limit: TimeLimit): SourceError {
  if (error instanceof SourceError) return error;
  return new SourceError(reasonOf(error, name, limit), true, undefined, { cause: error });
}

function reasonOf(error: unknown, name: string, { expired, signal, ms }: TimeLimit): string {
  if (expired) return `${name} did not answer completely within ${ms} ms.`;
  if (signal.aborted) return `Asking ${name} was given up.`;
  return `${name} could not be read: ${networkReason(error)}.`;
}

/** `fetch failed` says nothing; what it was caused by does. */
function networkReason(error: unknown): string {
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
  const code: unknown = (cause as { code?: unknown } | undefined)?.code;
  const message = cause instanceof Error ? cause.message : String(cause);
  return typeof code === 'string' && !message.includes(code) ? `${message} (${code})` : message;
}
