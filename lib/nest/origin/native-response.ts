import type { VisitorRequest } from '../../ports/visitor.js';
import type { GivenHeaders, HeaderValue } from './given-headers.js';

/** What is used of Node's response, of HTTP/1 or HTTP/2. */
export interface NativeResponse {
  readonly headersSent: boolean;
  /** Node's request that is answered. */
  readonly req?: VisitorRequest | undefined;
  writeHead: WriteHead;
  getHeader(name: string): unknown;
  setHeader(name: string, value: HeaderValue): unknown;
}

/** Sends the head of an answer. Instead of a message it may be given headers. */
export type WriteHead = (
  this: NativeResponse,
  status: number,
  message?: unknown,
  headers?: GivenHeaders,
) => unknown;
