import type { AdapterName } from '../test-app.js';

/** One way to answer, and what becomes of cookies in it. */
export interface CookieCase {
  readonly title: string;
  /** Below `/cases`, unless it begins with a slash. */
  readonly path: string;
  readonly method?: string;
  /** @defaultValue 200 */
  readonly status?: number;
  /** Names of the cookies that others set. */
  readonly others: readonly string[];
  /** Whether newcomers get their cookie. @defaultValue true */
  readonly carries?: boolean;
  /** @defaultValue both */
  readonly on?: AdapterName;
}

const BASKET = ['basket'];
const BOTH = ['basket', 'offer'];

/** What handlers do by themselves. */
export const HANDLER_CASES: readonly CookieCase[] = [
  { title: 'a value', path: 'plain', others: [] },
  { title: 'res.cookie', path: 'cookie', others: BASKET },
  { title: 'adapter.setCookie', path: 'adapter-cookie', others: BASKET },
  { title: 'res.header with a list', path: 'header', others: BOTH },
  { title: "res.setHeader('Set-Cookie'), after reply.hijack()", path: 'set-header', others: BASKET },
  { title: 'setHeader of Node’s response, and a value', path: 'raw-set-header', others: BASKET },
  { title: 'cookies on Node’s response and on the reply', path: 'raw-and-reply', others: BOTH },
  { title: 'writeHead(200, {...})', path: 'write-head', others: BASKET },
  { title: 'writeHead with a status message', path: 'write-head-message', others: BASKET },
  { title: 'writeHead with a list', path: 'write-head-list', others: BOTH },
  { title: 'writeHead(200)', path: 'write-head-bare', others: [] },
  {
    title: 'a writeHead that fails, and one that does not',
    path: 'write-head-wrong',
    status: 500,
    others: BASKET,
  },
  { title: 'res.flushHeaders()', path: 'flush', others: BASKET },
  { title: 'res.write', path: 'pieces', others: BASKET },
  { title: 'early hints', path: 'early-hints', others: BASKET },
  { title: 'a StreamableFile', path: 'stream', others: BASKET },
  { title: 'a generator', path: 'generator', others: BASKET },
  { title: '@Sse', path: 'sse', others: BASKET },
  { title: 'a web Response', path: 'web-response', others: BOTH },
  { title: 'a redirect', path: 'redirect', status: 302, others: BASKET },
  { title: 'a gate that refuses', path: 'gate', status: 404, others: [] },
  { title: 'an exception filter', path: 'filter', status: 409, others: BASKET },
  { title: 'an HttpException', path: 'teapot', status: 418, others: [] },
  { title: 'any other error', path: 'broken', status: 500, others: [] },
  { title: 'a 404 of a handler', path: 'missing', status: 404, others: [] },
  { title: '304', path: 'not-modified', status: 304, others: BASKET },
  { title: 'HEAD', path: 'head', method: 'HEAD', others: BASKET },
  { title: 'OPTIONS', path: 'options', method: 'OPTIONS', others: BASKET, carries: false },
  { title: 'a 404 of no route', path: '/nowhere', status: 404, others: [], carries: false },
  { title: 'public, without a decision', path: 'public', others: BASKET, carries: false },
  { title: 's-maxage, without a decision', path: 's-maxage', others: BASKET, carries: false },
  { title: 'public, with a decision', path: 'public-decided', others: [] },
  { title: 'the visitor cookie by hand', path: 'own', others: ['visitor'], carries: false },
];
