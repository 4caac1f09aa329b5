import type { IncomingMessage, ServerResponse } from 'node:http';
import type { VisitorHost } from '../runtime/visitor-host.js';
import type { VisitorScope } from '../runtime/visitor-scope.js';
import { runInScope } from '../runtime/visitor-storage.js';
import { HttpOrigin } from './http-origin.js';
import { carriedBy, isInside } from './scope-carrier.js';

interface FastifyRequest {
  readonly raw: IncomingMessage;
}

interface FastifyReply {
  readonly raw: ServerResponse;
  header(name: string, value: string | readonly string[]): unknown;
}

type Hook = (request: FastifyRequest, reply: FastifyReply, done: () => void) => void;

/** What is used of a Fastify instance. */
export interface FastifyHooks {
  addHook(name: 'onRequest' | 'preValidation', hook: Hook): unknown;
}

/**
 * What Fastify needs besides the middleware, which only sees Node's request and response: the cookie goes into Fastify's
 * reply, whose headers would replace Node's; functions of the application get Fastify's request; and the scope is entered
 * again after the body has been read, since that ends in the asynchronous context of the connection.
 */
export function scopeHooks(fastify: FastifyHooks, host: VisitorHost): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const origin = ownScope(request, host)?.profile.origin;
    if (origin instanceof HttpOrigin) {
      origin.handledAs(request, reply);
      moveCookies(reply);
      if (origin.cookie !== null) reply.header('set-cookie', origin.cookie);
    }
    done();
  });
  fastify.addHook('preValidation', (request, _, done) => {
    const scope = carriedBy(request.raw);
    if (scope === undefined || isInside(scope)) done();
    else runInScope(scope, done);
  });
}

function ownScope(request: FastifyRequest, host: VisitorHost): VisitorScope | undefined {
  let scope = carriedBy(request.raw);
  while (scope !== undefined && scope.host !== host) scope = scope.outer;
  return scope;
}

/** Cookies that middleware has written to Node's response: Fastify's would replace them. */
function moveCookies(reply: FastifyReply): void {
  const { raw } = reply;
  if (!raw.hasHeader('set-cookie')) return;
  for (const cookie of [raw.getHeader('set-cookie') ?? []].flat()) reply.header('set-cookie', String(cookie));
  raw.removeHeader('set-cookie');
}
