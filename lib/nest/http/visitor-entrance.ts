import type { VisitorRequest } from '../../ports/visitor.js';
import type { VisitorHost } from '../../runtime/scope/host.js';
import { VisitorScope } from '../../runtime/scope/visitor-scope.js';
import { runInScope } from '../../runtime/scope/storage.js';
import type { HttpRequest, RequestReader } from '../origin/http-origin.js';
import { HttpOrigin } from '../origin/http-origin.js';
import type { NativeResponse } from '../origin/native-response.js';
import { hookResponse } from '../origin/response-hook.js';
import { carriedBy, carrierOfRequest, carry } from '../origin/scope-carrier.js';
import type { AnswerHead } from './answer-head.js';
import type { OverrideReader } from './override-reader.js';
import type { RecognizedVisitor, VisitorRecognition } from './visitor-recognition.js';

/** Goes on with a request. */
export type Next = (error?: Error) => void;

/** A request and its answer, as Node has them and as the framework does. */
export interface Exchange {
  readonly nativeRequest: VisitorRequest;
  readonly nativeResponse: NativeResponse;
  readonly request: HttpRequest;
  readonly response: unknown;
}

/** How visitors are let in. */
export interface EntranceParts {
  readonly host: VisitorHost;
  readonly recognition: VisitorRecognition;
  readonly reader: RequestReader | null;
  readonly head: AnswerHead;
  /** Null: tokens force nothing. */
  readonly overrides: OverrideReader | null;
  /** Whether the heads of all responses are completed by what they inherit: only those that a cookie is due for are hooked then. */
  readonly inheritsHook: boolean;
}

/** Opens the scopes of visitors who come over HTTP. Synchronous unless something has to be waited for. */
export class VisitorEntrance {
  // With a description to wait for, stored data is read once that is known: for one read instead of two.
  readonly #readsEarly: boolean;

  constructor(private readonly parts: EntranceParts) {
    this.#readsEarly = parts.host.describe === null;
  }

  /** Goes on with the request in the scope of its visitor. */
  admit(exchange: Exchange, next: Next): void {
    const { reader, head, recognition } = this.parts;
    const { nativeRequest, request, response } = exchange;
    const origin = new HttpOrigin(nativeRequest, request, response, reader, head);
    const visitor = recognition.recognize(origin, nativeRequest);
    if (visitor instanceof Promise)
      void visitor.then((found) => this.#enter(exchange, origin, found, next), next);
    else this.#enter(exchange, origin, visitor, next);
  }

  #enter(exchange: Exchange, origin: HttpOrigin, visitor: RecognizedVisitor, next: Next): void {
    const { host, recognition, overrides } = this.parts;
    const { nativeRequest, nativeResponse } = exchange;
    const counts = recognition.counts(visitor, nativeRequest);
    if (counts) origin.due = recognition.dueFor(visitor, origin);
    this.#prepareAnswer(nativeResponse, origin);
    const carrier = carrierOfRequest(nativeRequest);
    const outer = carriedBy(carrier);
    const { visitorCode, device } = visitor;
    const signed = overrides === null ? null : overrides.read(origin, nativeRequest, host.program);
    const scope = new VisitorScope(host, {
      visitorCode,
      device,
      origin,
      outer,
      described: false,
      counts,
      signed,
    });
    carry(carrier, scope);
    const waiting = this.#readsEarly ? scope.prepare() : undefined;
    if (waiting === undefined) this.#goOn(scope, next);
    else void waiting.then(() => this.#goOn(scope, next), next);
  }

  /** What is due is added to the answer when its head goes out, to whatever is there then. */
  #prepareAnswer(response: NativeResponse, { due }: HttpOrigin): void {
    const { head, inheritsHook } = this.parts;
    if (due === null && inheritsHook) return;
    if (!response.headersSent) hookResponse(response);
    else if (due !== null) head.missed();
  }

  #goOn(scope: VisitorScope, next: Next): void {
    if (this.parts.host.asyncContext) runInScope(scope, next);
    else next();
  }
}
