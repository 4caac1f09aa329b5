import type { VisitorRequest } from '../../ports/visitor.js';
import type { VisitorHost } from '../../runtime/scope/host.js';
import { VisitorScope } from '../../runtime/scope/visitor-scope.js';
import { runInScope } from '../../runtime/scope/storage.js';
import type { HttpRequest, RequestReader } from '../origin/http-origin.js';
import { HttpOrigin } from '../origin/http-origin.js';
import { carriedBy, carrierOfRequest, carry } from '../origin/scope-carrier.js';
import type { RecognizedVisitor, VisitorRecognition } from './visitor-recognition.js';

/** Goes on with a request. */
export type Next = (error?: Error) => void;

/** Writes a `Set-Cookie` header. `known`: the visitor has had the same cookie before. */
export type CookieWriter<Response> = (
  response: Response,
  cookie: string,
  origin: HttpOrigin,
  known: boolean,
) => void;

/** Opens the scopes of visitors who come over HTTP. Synchronous unless something has to be waited for. */
export class VisitorEntrance<Response> {
  // With a description to wait for, stored data is read once that is known: for one read instead of two.
  readonly #readsEarly: boolean;

  constructor(
    private readonly host: VisitorHost,
    private readonly recognition: VisitorRecognition,
    private readonly reader: RequestReader | null,
    private readonly write: CookieWriter<Response>,
  ) {
    this.#readsEarly = host.describe === null;
  }

  /**
   * Goes on with the request in the scope of its visitor.
   *
   * @param native - Node's request
   * @param request - what is read of it
   * @param response - the framework's
   */
  admit(native: VisitorRequest, request: HttpRequest, response: Response, next: Next): void {
    const origin = new HttpOrigin(native, request, response, this.reader);
    const visitor = this.recognition.recognize(origin, native);
    if (visitor instanceof Promise)
      void visitor.then((found) => this.#enter(native, response, origin, found, next), next);
    else this.#enter(native, response, origin, visitor, next);
  }

  #enter(
    native: VisitorRequest,
    response: Response,
    origin: HttpOrigin,
    visitor: RecognizedVisitor,
    next: Next,
  ): void {
    const { visitorCode, fromCookie } = visitor;
    const cookie = this.recognition.cookieFor(visitor, origin);
    if (cookie !== null) this.write(response, cookie, origin, fromCookie === visitorCode);
    const carrier = carrierOfRequest(native);
    const outer = carriedBy(carrier);
    const scope = new VisitorScope(this.host, { visitorCode, origin, outer, described: false });
    carry(carrier, scope);
    const waiting = this.#readsEarly ? scope.prepare() : undefined;
    if (waiting === undefined) this.#goOn(scope, next);
    else void waiting.then(() => this.#goOn(scope, next), next);
  }

  #goOn(scope: VisitorScope, next: Next): void {
    if (this.host.asyncContext) runInScope(scope, next);
    else next();
  }
}
