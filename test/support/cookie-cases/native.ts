import type { IncomingMessage, ServerResponse } from 'node:http';

/** Node's own request, of whatever the framework hands out. */
export function nativeRequest(request: { raw?: IncomingMessage }): IncomingMessage {
  return request.raw ?? (request as unknown as IncomingMessage);
}

/** Node's own response. Under Fastify the handler answers by itself from now on. */
export function takeOver(reply: Reply): ServerResponse {
  reply.hijack?.();
  return nativeResponse(reply);
}

/** Node's own response. */
export function nativeResponse(reply: Reply): ServerResponse {
  return reply.raw ?? (reply as unknown as ServerResponse);
}

/** What handlers use of Express's response and of Fastify's reply. */
export interface Reply {
  raw?: ServerResponse;
  hijack?(): unknown;
  cookie?(name: string, value: string): unknown;
  setCookie?(name: string, value: string): unknown;
  header(name: string, value: string | string[]): unknown;
  send(body: unknown): unknown;
  status(code: number): this;
}
