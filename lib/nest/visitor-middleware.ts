import type { ServerResponse } from 'node:http';
import type { VisitorHost } from '../runtime/visitor-host.js';
import { VisitorScope } from '../runtime/visitor-scope.js';
import { innermostScope, runInScope } from '../runtime/visitor-storage.js';
import type { HttpRequest, RequestReader } from './http-origin.js';
import { HttpOrigin } from './http-origin.js';
import { carry } from './scope-carrier.js';
import type { RecognizedVisitor, VisitorRecognition } from './visitor-recognition.js';

/** What middleware gets of a response: Node's own, whatever the framework. */
export type HttpResponse = Pick<ServerResponse, 'appendHeader'>;

type Next = (error?: unknown) => void;

/** Opens a visitor's scope around the rest of a request. */
export type VisitorMiddleware = (request: HttpRequest, response: HttpResponse, next: Next) => void;

/** What differs between frameworks. */
export interface VisitorMiddlewareOptions {
  readonly host: VisitorHost;
  readonly recognition: VisitorRecognition;
  readonly reader: RequestReader | null;
  /** Whether the cookie of somebody who is known already is left to the framework's own response. */
  readonly leavesCookie: boolean;
}

/** Makes the middleware. It is synchronous unless something has to be waited for. */
export function createVisitorMiddleware(options: VisitorMiddlewareOptions): VisitorMiddleware {
  const { host, recognition, reader, leavesCookie } = options;
  // With a description to wait for, stored data is read once that is known: for one read instead of two.
  const readsEarly = host.describe === null;

  const enter = (
    request: HttpRequest,
    response: HttpResponse,
    next: Next,
    visitor: RecognizedVisitor,
  ): void => {
    const { visitorCode } = visitor;
    let cookie = recognition.cookieFor(visitor, request);
    if (cookie !== null && !(leavesCookie && visitor.fromCookie === visitorCode)) {
      response.appendHeader('Set-Cookie', cookie);
      cookie = null;
    }
    const origin = new HttpOrigin(request, response, reader, cookie);
    const scope = new VisitorScope(host, { visitorCode, origin, outer: innermostScope(), described: false });
    carry(request, scope);
    const waiting = readsEarly ? scope.prepare() : undefined;
    if (waiting === undefined) runInScope(scope, next);
    else void waiting.then(() => runInScope(scope, next), next);
  };

  return (request, response, next) => {
    const visitor = recognition.recognize(request);
    if (visitor instanceof Promise) void visitor.then((found) => enter(request, response, next, found), next);
    else enter(request, response, next, visitor);
  };
}
