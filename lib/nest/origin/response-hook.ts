import type { GivenHeaders } from './given-headers.js';
import { HttpOrigin } from './http-origin.js';
import type { NativeResponse, WriteHead } from './native-response.js';
import { OutgoingHead } from './outgoing-head.js';
import { carriedBy, carrierOfRequest } from './scope-carrier.js';

/** Prototypes and functions that complete heads. */
const hooked = new WeakSet<object>();

/**
 * Lets the module instances that know of a request add to its answer when the head goes out, whoever sends it and however:
 * whatever a handler does, Node ends up in `writeHead`.
 *
 * The function is the same for all responses, so that none costs a closure: what is due is found by the request.
 */
export function hookResponse(response: NativeResponse): void {
  if (!Object.hasOwn(response, 'writeHead')) {
    response.writeHead = writeCompleteHead;
    return;
  }
  const known = response.writeHead;
  if (known !== writeCompleteHead && !hooked.has(known)) response.writeHead = completing(() => known);
}

/**
 * The same for all responses of an Express application: what they inherit from. Express changes the prototype of every
 * response, which gives each a hidden class of its own, so that a member more would cost each several microseconds.
 */
export function hookPrototype(prototype: NativeResponse): void {
  if (hooked.has(prototype)) return;
  hooked.add(prototype);
  const own = Object.hasOwn(prototype, 'writeHead') ? prototype.writeHead : null;
  prototype.writeHead = completing(() => own ?? inherited(prototype));
}

function writeCompleteHead(
  this: NativeResponse,
  status: number,
  message?: unknown,
  headers?: GivenHeaders,
): unknown {
  return complete(this, inherited(this), status, message, headers);
}

function completing(next: () => WriteHead): WriteHead {
  const writeHead: WriteHead = function (status, message, headers) {
    return complete(this, next(), status, message, headers);
  };
  hooked.add(writeHead);
  return writeHead;
}

function inherited(response: object): WriteHead {
  return (Object.getPrototypeOf(response) as NativeResponse).writeHead;
}

function complete(
  response: NativeResponse,
  next: WriteHead,
  status: number,
  message: unknown,
  headers: GivenHeaders,
): unknown {
  if (typeof message === 'string') {
    return next.call(response, status, message, completed(response, status, headers));
  }
  const given = completed(response, status, headers ?? (message as GivenHeaders));
  return given === undefined ? next.call(response, status) : next.call(response, status, given);
}

/** What `writeHead` is given, with what is due. */
function completed(response: NativeResponse, status: number, given: GivenHeaders): GivenHeaders {
  const { req } = response;
  // A head that is out makes Node complain; one that only announces another is none.
  if (req === undefined || req === null || response.headersSent || status < 200) return given;
  let scope = carriedBy(carrierOfRequest(req));
  if (scope === undefined) return given;
  const head = new OutgoingHead(status, given, response);
  head.keepListedCookies();
  for (; scope !== undefined; scope = scope.outer) {
    const { origin } = scope.profile;
    if (origin instanceof HttpOrigin) origin.rules?.complete(head, scope, origin);
  }
  return head.given;
}
