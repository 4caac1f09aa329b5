import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';

/** Answers one request, well or badly. */
export type Reply = (request: IncomingMessage, response: ServerResponse) => void;

/** What a server has been asked. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** A real web server on the loopback interface whose answers can be exchanged at any time. */
export class ConfigServer {
  readonly asked: Asked[] = [];
  readonly #server: Server;
  /** Answers whatever has no reply of its own. */
  reply: Reply;
  readonly #byPath = new Map<string, Reply>();

  private constructor(reply: Reply) {
    this.reply = reply;
    this.#server = createServer((request, response) => {
      const { method = '', url = '', headers } = request;
      this.asked.push({ method, url, headers });
      const path = url.split('?')[0] ?? '';
      (this.#byPath.get(path) ?? this.reply)(request, response);
    });
  }

  /** Starts one that is gone after the test. */
  static async start(reply: Reply = status(404)): Promise<ConfigServer> {
    const server = new ConfigServer(reply);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    onTestFinished(() => server.stop());
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answers one path. */
  on(path: string, reply: Reply): void {
    this.#byPath.set(path, reply);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** A payload as a server would send it. */
export function json(payload: unknown, headers: Record<string, string> = {}): Reply {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(payload));
  };
}

/** A payload with marks, left out when the request has them already. */
export function conditional(payload: unknown, etag: string, lastModified?: string): Reply {
  return (request, response) => {
    const headers = { etag, ...(lastModified === undefined ? {} : { 'last-modified': lastModified }) };
    if (request.headers['if-none-match'] === etag) response.writeHead(304, headers).end();
    else json(payload, headers)(request, response);
  };
}

/** Text of any kind. */
export function text(body: string | Uint8Array, contentType = 'application/json'): Reply {
  return (_request, response) => response.writeHead(200, { 'content-type': contentType }).end(body);
}

/** An answer without a payload. */
export function status(code: number, headers: Record<string, string> = {}): Reply {
  return (_request, response) => response.writeHead(code, headers).end();
}

/** The page of a captive portal. */
export function html(contentType = 'text/html; charset=utf-8'): Reply {
  return text('<!DOCTYPE html><html><body>Please log in</body></html>', contentType);
}

/** Takes the request and says nothing. */
export const hang: Reply = () => undefined;

/** Says how much will come, sends half of it, and cuts the line. */
export function cut(payload: unknown): Reply {
  return (_request, response) => {
    const body = JSON.stringify(payload);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    response.write(body.slice(0, body.length / 2), () => response.destroy());
  };
}

/** Sends a beginning, and then nothing more. */
export function stall(payload: unknown): Reply {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(JSON.stringify(payload).slice(0, 5));
  };
}

/** A payload, packed. */
export function gzip(payload: unknown): Reply {
  return packed(Buffer.from(JSON.stringify(payload)));
}

/** A few kilobytes that unpack to so many bytes. */
export function gzipBomb(bytes: number): Reply {
  return packed(Buffer.alloc(bytes, ' '));
}

function packed(body: Uint8Array): Reply {
  const bytes = gzipSync(body);
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bytes);
  };
}

/** Sends without end and without saying how much, until the line is cut. */
export const endless: Reply = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const chunk = Buffer.alloc(64 * 1024, ' ');
  const send = (): void => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', send);
  };
  send();
};

/** Sends elsewhere. */
export function redirect(location: string, code = 302): Reply {
  return (_request, response) => response.writeHead(code, { location }).end();
}
