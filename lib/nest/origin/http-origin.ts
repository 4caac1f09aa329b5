import type { ExecutionContext } from '@nestjs/common';
import type { StoreRequest } from '../../ports/assignment-store.js';
import type { RequestFacts, VisitorRequest } from '../../ports/visitor.js';
import { RequestContext } from './request-context.js';
import type { VisitorScope } from '../../runtime/scope/visitor-scope.js';
import type { OutgoingHead } from './outgoing-head.js';
import type { NativeResponse } from './native-response.js';
import { clientAddress } from '../../runtime/shared/client-address.js';
import { withoutParameter } from './query.js';
import { ContextOrigin } from '../runtime/visitor-origin.js';

/** What is read of requests: what Express's have, and what @fastify/middie gives to Node's. */
export interface HttpRequest extends VisitorRequest {
  readonly originalUrl?: string | undefined;
  readonly protocol?: string | undefined;
  readonly ip?: string | undefined;
  readonly socket?: { readonly encrypted?: boolean | undefined } | null | undefined;
}

/** What frameworks tell of routes. */
interface RoutedRequest {
  readonly routeOptions?: { readonly url?: string | undefined } | undefined;
  readonly route?: { readonly path?: unknown } | null | undefined;
  readonly baseUrl?: string | undefined;
}

/** Reads what the application wants to say about a request itself. */
export type RequestReader = (request: VisitorRequest) => RequestFacts;

/** What a module instance adds to the heads of answers. */
export interface HeadRules {
  /** Makes sure that it is asked for the head of this response. */
  hook(response: NativeResponse): void;
  /** A code for a browser that is to forget its own; null if it has no cookie. */
  newCode(request: VisitorRequest): string | null;
  /** Has the browser forget, with the answer, what else it keeps of its visitor. */
  forget(origin: HttpOrigin): void;
  /** Adds to a head that is about to go out. Never throws. May be asked twice about one head. */
  complete(head: OutgoingHead, scope: VisitorScope, origin: HttpOrigin): void;
}

/** An HTTP request. Nothing is read of it before it is asked for, and nothing twice: every look costs, at Express's most of all. */
export class HttpOrigin extends ContextOrigin implements StoreRequest {
  /** What decorators, guards and interceptors know; set by the first of them. */
  known: ExecutionContext | null = null;
  /**
   * The visitor code that the answer is to say in the visitor cookie; null: no cookie is due. It is read when the head of the
   * answer goes out, and may change until then.
   */
  due: string | null = null;
  /** Further `Set-Cookie` headers that are to go out with the answer, by name of the cookie. */
  furtherCookies: Map<string, string> | null = null;
  /** What signed overrides force, as the answer says it; `''` if they have just ended; null: there are none. */
  forced: string | null = null;
  /** A query parameter that nobody is shown: it is neither targeted nor reported. */
  #hidden: string | null = null;
  #said: RequestFacts | null = null;
  #url: string | null = null;
  #headers: VisitorRequest['headers'] | null = null;
  #protocol: string | null = null;
  #handled: unknown;
  /** What assignment stores have set, by name. */

  constructor(
    /** Node's request. */
    private readonly native: VisitorRequest,
    private readonly request: HttpRequest,
    private response: unknown,
    private readonly reader: RequestReader | null,
    /** What is added to the head of the answer; null: nothing. */
    readonly rules: HeadRules | null = null,
  ) {
    super();
    this.#handled = request;
  }

  get context(): ExecutionContext {
    return this.known ?? new RequestContext(this.#handled, this.response);
  }

  get url(): string {
    return (this.#url ??= this.#facts().url ?? this.#ownUrl());
  }

  get userAgent(): string | null {
    const said = this.#facts().userAgent;
    if (said !== undefined) return said;
    return this.#header('user-agent');
  }

  get ip(): string | null {
    const said = this.#facts().ip;
    return clientAddress(said === undefined ? this.request.ip : said);
  }

  get cookies(): string | null {
    return this.#header('cookie');
  }

  get referrer(): string | null {
    return this.#header('referer');
  }

  /**
   * Has the response set a cookie of an assignment store, in place of what was set under this name before.
   *
   * @throws Error when the headers have gone out
   */
  setCookie(name: string, header: string): void {
    if (!this.#awaitHead()) throw new Error('the headers of the response have gone out already');
    (this.furtherCookies ??= new Map()).set(name, header);
  }

  /** Lets the visitor cookie of the answer say this code, or none. False when the head of the answer is out. */
  changeDue(code: string | null): boolean {
    if (!this.#awaitHead()) return false;
    this.due = code;
    return true;
  }

  forgetVisitor(): boolean {
    const code = this.rules?.newCode(this.native) ?? null;
    if (code === null || !this.changeDue(code)) return false;
    this.rules?.forget(this);
    return true;
  }

  /** Path and query, as they were asked for. */
  get path(): string {
    return this.request.originalUrl ?? this.request.url ?? '';
  }

  /** Shows nobody this query parameter, as if the URL did not have it. */
  hide(parameter: string): void {
    this.#hidden = parameter;
    this.#url = null;
  }

  /** Whether the request came over HTTPS: by the connection, or by what a trusted proxy says. */
  get isSecure(): boolean {
    return this.#knownProtocol() === 'https';
  }

  /** Whether this is what handlers get for the request. */
  isHandledAs(request: unknown): boolean {
    return request === this.#handled;
  }

  /** Says what the framework itself hands to handlers, where that is not what middleware got. */
  handledAs(request: unknown, response: unknown): void {
    this.#handled = request;
    this.response = response;
  }

  /** Node's response, which may be inside of the framework's. */
  get nativeResponse(): NativeResponse {
    const { raw } = this.response as { readonly raw?: NativeResponse };
    return raw ?? (this.response as NativeResponse);
  }

  /** `GET`, `POST` ... */
  get method(): string | undefined {
    return this.native.method;
  }

  /** The pattern of the route that the framework has found for the request; null if there is none, or none yet. */
  get route(): string | null {
    const { routeOptions, route, baseUrl } = this.#handled as RoutedRequest;
    // Fastify's, then Express's.
    if (routeOptions !== undefined) return routeOptions.url ?? null;
    return route === undefined || route === null ? null : `${baseUrl ?? ''}${String(route.path)}`;
  }

  /** Makes sure that the rules are asked when the head of the answer goes out; false when it is out. */
  #awaitHead(): boolean {
    const { nativeResponse } = this;
    if (nativeResponse.headersSent) return false;
    this.rules?.hook(nativeResponse);
    return true;
  }

  #ownUrl(): string {
    const host = this.#header('host');
    const path = this.#hidden === null ? this.path : withoutParameter(this.path, this.#hidden);
    return host === null ? path : `${this.#knownProtocol()}://${host}${path}`;
  }

  #knownProtocol(): string {
    return (this.#protocol ??= this.#readProtocol());
  }

  #readProtocol(): string {
    // Which proxies are trusted only the framework knows. Where none has spoken it would look at the connection, too.
    if (this.#header('x-forwarded-proto') === null) {
      const { socket } = this.request;
      if (socket !== undefined && socket !== null) return socket.encrypted === true ? 'https' : 'http';
    }
    return this.request.protocol ?? 'http';
  }

  #header(name: string): string | null {
    const value = (this.#headers ??= this.request.headers)[name];
    return typeof value === 'string' ? value : null;
  }

  #facts(): RequestFacts {
    return (this.#said ??= this.reader === null ? NOTHING : this.reader(this.native));
  }
}

const NOTHING: RequestFacts = Object.freeze({});
