import type { INestApplication } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { RawData } from 'ws';
import { WebSocket } from 'ws';

/** Has an application take WebSockets, on the port of its HTTP server. */
export function takeSockets(app: INestApplication): void {
  app.useWebSocketAdapter(new WsAdapter(app));
}

/** A WebSocket client that asks and waits for the answer. */
export class Socket {
  private constructor(private readonly socket: WebSocket) {}

  /** Connects; is gone after the test. */
  static async connect(app: INestApplication, path = '/'): Promise<Socket> {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
    onTestFinished(() => socket.terminate());
    await once(socket, 'open');
    return new Socket(socket);
  }

  /** Sends a message and gives the data of its answer. */
  async ask<T = unknown>(event: string, data: unknown = null): Promise<T> {
    const answered = once(this.socket, 'message', { signal: AbortSignal.timeout(10_000) });
    this.socket.send(JSON.stringify({ event, data }));
    const [raw] = (await answered) as [RawData];
    return (JSON.parse(String(raw)) as { data: T }).data;
  }

  async close(): Promise<void> {
    this.socket.close();
    await once(this.socket, 'close');
  }
}
