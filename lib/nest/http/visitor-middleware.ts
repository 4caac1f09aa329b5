import type { ServerResponse } from 'node:http';
import type { HttpOrigin, HttpRequest } from '../origin/http-origin.js';
import type { Next, VisitorEntrance } from './visitor-entrance.js';

/** What is used of Node's response. */
export type NativeResponse = Pick<ServerResponse, 'appendHeader'>;

/** Admits visitors as middleware, which gets Node's own request and response. */
export function visitorMiddleware(
  entrance: VisitorEntrance<NativeResponse>,
): (request: HttpRequest, response: NativeResponse, next: Next) => void {
  return (request, response, next) => entrance.admit(request, request, response, next);
}

/** Writes the cookie into Node's response. */
export function writeNativeCookie(response: NativeResponse, cookie: string): void {
  response.appendHeader('Set-Cookie', cookie);
}

/**
 * The same under Fastify, where Node's response is only what is left of Fastify's: the cookie of somebody who is known is
 * left to the hook that settles in. Somebody new gets it at once, since middleware may end the response itself.
 */
export function leaveCookie(
  response: NativeResponse,
  cookie: string,
  origin: HttpOrigin,
  known: boolean,
): void {
  if (known) origin.cookie = cookie;
  else writeNativeCookie(response, cookie);
}
