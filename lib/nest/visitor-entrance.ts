import type { VisitorRequest } from '../ports/visitor.js';
import type { VisitorHost } from '../runtime/visitor-host.js';
import { VisitorScope } from '../runtime/visitor-scope.js';
import { runInScope } from '../runtime/visitor-storage.js';
import type { HttpRequest, RequestReader } from './http-origin.js';
import { HttpOrigin } from './http-origin.js';
import { carriedBy, carry } from './scope-carrier.js';
import type { RecognizedVisitor, VisitorRecognition } from './visitor-recognition.js';

/** Goes on with a request. */
export type Next = (error?: Error) => void;

/** A request that comes in, as the framework shows it. */
export interface Arrival {
  /** Node's request. */
  readonly native: VisitorRequest;
  /** What is read of it. */
  readonly request: HttpRequest;
  /** The framework's response. */
  readonly response: unknown;
}

/** Writes a `Set-Cookie` header. `known`: the visitor has had the same cookie before. */
type CookieWriter = (cookie: string, origin: HttpOrigin, known: boolean) => void;

/** Opens the scopes of visitors who come over HTTP. Synchronous unless something has to be waited for. */
export class VisitorEntrance {
  // With a description to wait for, stored data is read once that is known: for one read instead of two.
  readonly #readsEarly: boolean;

  constructor(
    private readonly host: VisitorHost,
    private readonly recognition: VisitorRecognition,
    private readonly reader: RequestReader | null,
  ) {
    this.#readsEarly = host.describe === null;
  }

  /** Goes on with the request in the scope of its visitor. */
  admit(arrival: Arrival, write: CookieWriter, next: Next): void {
    const visitor = this.recognition.recognize(arrival.request, arrival.native);
    if (visitor instanceof Promise)
      void visitor.then((found) => this.#enter(arrival, found, write, next), next);
    else this.#enter(arrival, visitor, write, next);
  }

  #enter(
    { native, request, response }: Arrival,
    visitor: RecognizedVisitor,
    write: CookieWriter,
    next: Next,
  ): void {
    const { visitorCode, fromCookie } = visitor;
    const origin = new HttpOrigin(native, request, response, this.reader);
    const cookie = this.recognition.cookieFor(visitor, request);
    if (cookie !== null) write(cookie, origin, fromCookie === visitorCode);
    const scope = new VisitorScope(this.host, {
      visitorCode,
      origin,
      outer: carriedBy(native),
      described: false,
    });
    carry(native, scope);
    const waiting = this.#readsEarly ? scope.prepare() : undefined;
    if (waiting === undefined) this.#goOn(scope, next);
    else void waiting.then(() => this.#goOn(scope, next), next);
  }
  #goOn(scope: VisitorScope, next: Next): void {
    if (this.host.asyncContext) runInScope(scope, next);
    else next();
  }
}
