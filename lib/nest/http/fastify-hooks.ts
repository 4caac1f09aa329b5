import type { IncomingMessage } from 'node:http';
import type { VisitorHost } from '../../runtime/scope/host.js';
import { runInScope } from '../../runtime/scope/storage.js';
import { textsOf } from '../origin/given-headers.js';
import type { HttpRequest } from '../origin/http-origin.js';
import { HttpOrigin } from '../origin/http-origin.js';
import type { NativeResponse } from '../origin/native-response.js';
import { carriedBy, carrierOfRequest, isInside } from '../origin/scope-carrier.js';
import type { Next, VisitorEntrance } from './visitor-entrance.js';

interface FastifyRequest extends HttpRequest {
  readonly raw: IncomingMessage;
}

/** What is used of Fastify's reply. */
export interface FastifyReply {
  readonly raw: NativeResponse & {
    hasHeader(name: string): boolean;
    removeHeader(name: string): void;
  };
  header(name: string, value: string): unknown;
}

type Hook = (request: FastifyRequest, reply: FastifyReply, done: Next) => void;

/** What is used of a Fastify instance. */
export interface FastifyHooks {
  addHook(name: 'onRequest' | 'preValidation', hook: Hook): unknown;
}

/** Admits visitors by a hook: the quicker way where no middleware of Nest's kind has to see them. */
export function admitHook(entrance: VisitorEntrance): Hook {
  return (request, reply, done) =>
    entrance.admit({ nativeRequest: request.raw, nativeResponse: reply.raw, request, response: reply }, done);
}

/**
 * Gives those who were admitted by middleware what only Fastify has: functions of the application get its request, and
 * cookies of other middleware go into its reply, whose headers would replace those of Node's response.
 */
export function settleInHook(host: VisitorHost): Hook {
  return (request, reply, done) => {
    let scope = carriedBy(carrierOfRequest(request.raw));
    while (scope !== undefined && scope.host !== host) scope = scope.outer;
    const origin = scope?.profile.origin;
    if (origin instanceof HttpOrigin) {
      origin.handledAs(request, reply);
      moveCookies(reply);
    }
    done();
  };
}

/** Enters the scope again after the body has been read, since that ends in the asynchronous context of the connection. */
export function returnHook(): Hook {
  return (request, _, done) => {
    const scope = carriedBy(carrierOfRequest(request.raw));
    if (scope === undefined || isInside(scope)) done();
    else runInScope(scope, done);
  };
}

function moveCookies(reply: FastifyReply): void {
  const { raw } = reply;
  if (!raw.hasHeader('set-cookie')) return;
  for (const cookie of textsOf(raw.getHeader('set-cookie'))) reply.header('set-cookie', cookie);
  raw.removeHeader('set-cookie');
}
