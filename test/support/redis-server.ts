import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until.js';

const BINARY = 'redis-server';

/** Whether tests that need real servers must run: in CI they never go missing unseen. */
const REQUIRED =
  process.env['EXPERIMENTATION_REQUIRE_SERVERS'] === '1' || !['', undefined].includes(process.env['CI']);

/** Whether tests against Redis are to run. Where they are not, one line says what is missing. */
export function hasRedisServer(): boolean {
  if (REQUIRED || spawnSync(BINARY, ['--version']).status === 0) return true;
  process.stderr.write(`Skipped: tests against Redis need ${BINARY} (apt-get install redis-server).\n`);
  return false;
}

/** A Redis of a test's own: on a free port, with a folder of its own, keeping nothing. */
export class RedisServer {
  #process: ChildProcess | null = null;

  private constructor(
    readonly port: number,
    private readonly folder: string,
  ) {}

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), await mkdtemp(join(tmpdir(), 'experimentation-redis-')));
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, also again: what it kept is gone then. */
  async start(): Promise<void> {
    const flags = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder, '--save', ''];
    this.#process = spawn(BINARY, [...flags, '--appendonly', 'no'], { stdio: 'ignore' });
    await until('the Redis server', () => answers(this.port));
  }

  /** It hangs: connections stay open, nothing is answered. */
  stall(): void {
    this.#process?.kill('SIGSTOP');
  }

  /** It goes on after {@link stall}. */
  goOn(): void {
    this.#process?.kill('SIGCONT');
  }

  /** It dies at once. */
  async kill(): Promise<void> {
    const running = this.#process;
    this.#process = null;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    const gone = once(running, 'exit');
    running.kill('SIGKILL');
    await gone;
  }

  /** Ends it for good. */
  async remove(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
