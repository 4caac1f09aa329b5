import { SourceError } from '../errors/source.error.js';
import { isRetryable, retryAfterMs } from './retry-after.js';

const ADVICE: ReadonlyMap<number, string> = new Map([
  [401, 'check the key or credentials'],
  [403, 'check the key or credentials'],
  [404, 'check the address and the key'],
]);

/**
 * The error for an answer that is not what was asked for.
 *
 * @param origin - who answered, for messages
 * @param wanted - what was asked for, with its article
 */
export function statusError(response: Response, origin: string, wanted = 'a configuration'): SourceError {
  const { status, headers } = response;
  const advice = ADVICE.get(status);
  return new SourceError(
    `Expected ${wanted} from ${origin}, got HTTP ${status}${advice === undefined ? '' : `: ${advice}`}.`,
    isRetryable(status),
    retryAfterMs(headers.get('retry-after'), Date.now()),
  );
}
