import type { VisitorScope } from '../../runtime/scope/visitor-scope.js';
import { HttpOrigin } from './http-origin.js';
import { hookResponse } from './response-hook.js';

/**
 * Sends further `Set-Cookie` headers with the answer to the request that a scope was opened for. They are added when its head
 * goes out, whatever the handler does.
 *
 * @returns false when there is no such answer, or its head is out
 */
export function addAnswerCookies(scope: VisitorScope, cookies: readonly string[]): boolean {
  const { origin } = scope.profile;
  if (!(origin instanceof HttpOrigin) || !isAwaited(origin)) return false;
  origin.furtherCookies = [...(origin.furtherCookies ?? []), ...cookies];
  return true;
}

/**
 * Lets the answer's visitor cookie say this code, whatever it was to say; null: none is set.
 *
 * @returns false when there is no such answer, or its head is out
 */
export function changeDueCode(scope: VisitorScope, code: string | null): boolean {
  const { origin } = scope.profile;
  if (!(origin instanceof HttpOrigin) || !isAwaited(origin)) return false;
  origin.due = code;
  return true;
}

/** Makes sure that the rules are asked when the head of the answer goes out; false when it is out. */
function isAwaited({ nativeResponse }: HttpOrigin): boolean {
  if (nativeResponse.headersSent) return false;
  hookResponse(nativeResponse);
  return true;
}
