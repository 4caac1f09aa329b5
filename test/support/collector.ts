import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A delivery as a collector sees it. */
export interface Delivery {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body as a list of events. */
  readonly events: readonly Record<string, unknown>[];
}

/** Answers a delivery, well or badly; true when the collector keeps its events. */
export type CollectorReply = (delivery: Delivery, response: ServerResponse) => boolean;

/** A real collector on the loopback interface that fails as it is told to. */
export class Collector {
  /** Every delivery whose body has arrived. */
  readonly deliveries: Delivery[] = [];
  /** Events that the collector has kept. */
  readonly events: Record<string, unknown>[] = [];
  /** Most deliveries that were under way at the same time. */
  mostAtOnce = 0;
  /** Answers whatever the script has no reply for. */
  otherwise: CollectorReply = ok;
  readonly #script: CollectorReply[] = [];
  readonly #server: Server;
  #port = 0;
  #open = 0;

  private constructor() {
    this.#server = createServer((request, response) => void this.#take(request, response));
  }

  /** Starts one that is gone after the test. */
  static async start(otherwise: CollectorReply = ok): Promise<Collector> {
    const collector = new Collector();
    collector.otherwise = otherwise;
    await collector.listen();
    onTestFinished(() => collector.refuse());
    return collector;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Replies for the next deliveries, in turn. */
  script(...replies: CollectorReply[]): void {
    this.#script.push(...replies);
  }

  /** Takes connections, on the same port as before. */
  async listen(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Cuts all connections and refuses new ones. */
  async refuse(): Promise<void> {
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#open);
    response.once('close', () => this.#open--);
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      // The sender has gone away in the middle of its body: nothing was delivered.
      return;
    }
    const body = Buffer.concat(chunks).toString();
    const { method = '', url = '', headers } = request;
    const delivery: Delivery = { method, url, headers, body, events: eventsOf(body) };
    this.deliveries.push(delivery);
    const reply = this.#script.shift() ?? this.otherwise;
    if (reply(delivery, response)) this.events.push(...delivery.events);
  }
}

function eventsOf(body: string): Record<string, unknown>[] {
  try {
    const parsed: unknown = JSON.parse(body);
    return Array.isArray(parsed) ? (parsed as Record<string, unknown>[]) : [];
  } catch {
    return [];
  }
}

/** Takes everything. */
export const ok: CollectorReply = (_delivery, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  return true;
};

/** Takes the request and says nothing. */
export const hang: CollectorReply = () => false;

/** Keeps the events, and cuts the line instead of answering. */
export const acceptButCut: CollectorReply = (_delivery, response) => {
  response.destroy();
  return true;
};

/** Keeps nothing, and cuts the line. */
export const cut: CollectorReply = (_delivery, response) => {
  response.destroy();
  return false;
};

/** Keeps nothing. */
export function status(code: number, headers: Record<string, string> = {}, body = ''): CollectorReply {
  return (_delivery, response) => {
    response.writeHead(code, headers).end(body);
    return false;
  };
}

/** Takes so many events at once, and not more. */
export function atMost(count: number): CollectorReply {
  return (delivery, response) => (delivery.events.length > count ? status(413) : ok)(delivery, response);
}

/** Fails so many times. */
export function times(count: number, reply: CollectorReply): CollectorReply[] {
  return Array.from({ length: count }, () => reply);
}
