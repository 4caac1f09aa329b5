/**
 * A process that asks as fast as it is answered, over raw sockets that are kept alive: it must cost less than any server, and
 * must not share a thread with one. It never sleeps: waking it is work for the server that answers, and the slower the server
 * the more often, so that servers would be charged for their askers.
 */
import { connect } from 'node:net';
import type { LoadOrder, LoadResult, Visitors } from './protocol.js';

/** Connections open at the same time, each with one request under way. */
const CONNECTIONS = 32;
const RETURNING = 1_000;
/** Days since 1970: since when visitors have their cookie. */
const TODAY = Math.floor(Date.now() / 86_400_000);
const COUNTRIES = ['US', 'FR', 'DE', 'JP', 'BR'];
const LENGTH = /content-length: (\d+)/i;

let visits = 0;

function requestOf(visitor: number): string {
  return (
    'GET /products?page=3 HTTP/1.1\r\nHost: shop.example\r\n' +
    'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n' +
    'Accept: application/json\r\nAccept-Language: en-GB,en;q=0.7\r\n' +
    `X-Country: ${COUNTRIES[visitor % COUNTRIES.length]}\r\n` +
    `Cookie: theme=dark; visitor=7c9e6679-7425-40de-944b-${String(visitor).padStart(12, '0')}; visitor_since=${TODAY}; seen=1\r\n\r\n`
  );
}

const returning = Array.from({ length: RETURNING }, (_, i) => requestOf(i));

function nextRequest(visitors: Visitors): string {
  const visit = visits++;
  return visitors === 'new' ? requestOf(visit + RETURNING) : (returning[visit % RETURNING] as string);
}

/** What a run has done so far. */
class Tally {
  requests = 0;
  failures = 0;
  readonly #startedAt = performance.now();

  constructor(private readonly order: LoadOrder) {}

  get elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  get isDone(): boolean {
    return this.requests >= this.order.requests || this.elapsedMs >= this.order.limitMs;
  }
}

/** Asks over one connection, again whenever an answer is complete, until the run is done. */
function converse(order: LoadOrder, tally: Tally): Promise<void> {
  const socket = connect({ port: order.port, host: '127.0.0.1', noDelay: true });
  const ask = (): void => void socket.write(nextRequest(order.visitors), 'latin1');
  let text = '';
  return new Promise((resolve, reject) => {
    socket.setEncoding('latin1');
    socket.once('connect', ask);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the server has closed a connection')));
    socket.on('data', (chunk: string) => {
      text += chunk;
      const end = endOfAnswer(text);
      if (end === -1) return;
      tally.requests += 1;
      if (end !== text.length || !text.startsWith('HTTP/1.1 200 ')) tally.failures += 1;
      text = '';
      if (!tally.isDone) ask();
      else {
        resolve();
        socket.destroy();
      }
    });
  });
}

/** Where the first answer in the text ends; -1 if it is not complete. */
function endOfAnswer(text: string): number {
  const head = text.indexOf('\r\n\r\n');
  if (head === -1) return -1;
  const length = LENGTH.exec(text.slice(0, head));
  if (length === null) throw new Error(`an answer without a length: ${text.slice(0, head)}`);
  const end = head + 4 + Number(length[1]);
  return text.length < end ? -1 : end;
}

function stayAwake(tally: Tally): void {
  if (!tally.isDone) setImmediate(() => stayAwake(tally));
}

async function run(order: LoadOrder): Promise<LoadResult> {
  const tally = new Tally(order);
  stayAwake(tally);
  await Promise.all(Array.from({ length: CONNECTIONS }, () => converse(order, tally)));
  const { requests, failures, elapsedMs } = tally;
  return { requests, failures, elapsedMs };
}

process.on('message', (order: LoadOrder) => void run(order).then((result) => process.send?.(result)));
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
