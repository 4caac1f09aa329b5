import type { ServerResponse } from 'node:http';
import type { HttpRequest } from './http-origin.js';
import type { Next, VisitorEntrance } from './visitor-entrance.js';

type Middleware = (request: HttpRequest, response: Pick<ServerResponse, 'appendHeader'>, next: Next) => void;

/** Admits visitors as middleware, which gets Node's own response. */
export function visitorMiddleware(entrance: VisitorEntrance): Middleware {
  return (request, response, next) =>
    entrance.admit(
      { native: request, request, response },
      (cookie) => void response.appendHeader('Set-Cookie', cookie),
      next,
    );
}

/**
 * The same under Fastify, where Node's response is only what is left of Fastify's: the cookie of somebody who is known is
 * left to {@link settleIn}. Somebody new gets it at once, since middleware may end the response itself.
 */
export function fastifyMiddleware(entrance: VisitorEntrance): Middleware {
  return (request, response, next) =>
    entrance.admit(
      { native: request, request, response },
      (cookie, origin, known) => {
        if (known) origin.cookie = cookie;
        else response.appendHeader('Set-Cookie', cookie);
      },
      next,
    );
}
