import type { ServerResponse } from 'node:http';
import type { Reply } from './config-server.js';

/** A reply that keeps event streams open, sends events down all of them, and can cut them. */
export class EventFeed {
  readonly #open = new Set<ServerResponse>();
  /** How many streams have been opened so far. */
  opened = 0;

  /** The server's own wish for reconnections, in milliseconds; undefined to say nothing. */
  constructor(private readonly retryMs?: number) {}

  readonly reply: Reply = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    response.write(this.retryMs === undefined ? ': hello\n\n' : `retry: ${this.retryMs}\n\n`);
    this.opened += 1;
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
  };

  get open(): number {
    return this.#open.size;
  }

  send(event: string, data: string): void {
    for (const response of this.#open) response.write(`event: ${event}\ndata: ${data}\n\n`);
  }

  write(text: string): void {
    for (const response of this.#open) response.write(text);
  }

  /** Cuts every line. */
  cut(): void {
    for (const response of this.#open) response.destroy();
  }
}
