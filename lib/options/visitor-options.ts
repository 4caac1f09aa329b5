import type { MessageVisitor, RequestFacts, VisitorRequest } from '../ports/visitor.js';

/** How the cookie is signed. */
export interface CookieSignature {
  /** One secret, or several: the first signs, all of them check, so that secrets can be changed without losing visitors. */
  readonly secret: string | readonly string[];
}

/** The cookie that keeps the visitor code. */
export interface VisitorCookieOptions {
  /** Under which browsers keep it. @defaultValue the name that the platform's browser SDK uses, else `'visitor'` */
  readonly name?: string | undefined;
  /**
   * A parent domain, so that subdomains share the visitor: `example.com`.
   *
   * @defaultValue the platform's, if it has an option for it, else none: only the host that answers
   */
  readonly domain?: string | undefined;
  /** Path below which browsers send it back. @defaultValue `'/'` */
  readonly path?: string | undefined;
  /**
   * How long browsers keep it, in milliseconds, 1,000 or more. Browsers keep no cookie for more than 400 days.
   *
   * @defaultValue 31,536,000,000 (365 days)
   */
  readonly maxAgeMs?: number | undefined;
  /**
   * Whether browsers send it over HTTPS only. `'auto'`: when the request came that way, as the framework sees it (behind a
   * proxy, set Express's `trust proxy` or Fastify's `trustProxy`).
   *
   * @defaultValue `'auto'`
   */
  readonly secure?: boolean | 'auto' | undefined;
  /**
   * Whether scripts in the page cannot read it.
   *
   * @defaultValue `false` where the platform's browser SDK reads it, else `true`
   */
  readonly httpOnly?: boolean | undefined;
  /**
   * `'none'` needs `secure: true`.
   *
   * @defaultValue `'lax'`
   */
  readonly sameSite?: 'strict' | 'lax' | 'none' | undefined;
  /**
   * Whether it is signed (HMAC-SHA256, in the format of cookie-parser and Nest), so that nobody can choose who to be. `true`
   * takes the secret of the application: `NestFactory.create(AppModule, { cookies: { secret } })`.
   *
   * @defaultValue `false`
   */
  readonly signed?: boolean | CookieSignature | undefined;
}

/**
 * How visitors are recognised.
 *
 * @typeParam Context - what `fromMessage` gets: Nest's `ExecutionContext`
 */
export interface VisitorOptionsFor<Context> {
  /**
   * The cookie that keeps the visitor code; `false` neither reads nor sets one.
   *
   * @defaultValue a cookie with the defaults of {@link VisitorCookieOptions}
   */
  readonly cookie?: VisitorCookieOptions | false | undefined;
  /**
   * When the cookie is set: `'always'` with every response, so that it never expires for those who come back; `'when-new'`
   * when the request did not bring it; `'never'` only reads.
   *
   * @defaultValue `'always'`
   */
  readonly setCookie?: 'always' | 'when-new' | 'never' | undefined;
  /**
   * Name of a query parameter that wins over the cookie, for links between domains.
   *
   * @defaultValue the one that the platform knows, else none
   */
  readonly queryParameter?: string | undefined;
  /**
   * Says who makes a request, such as a user who is logged in: wins over everything else. Undefined or null leaves it to
   * query parameter and cookie. It runs before guards, so read the session or token yourself. What it throws is logged, and
   * the visitor is recognised without it.
   *
   * @defaultValue none
   */
  resolve?(request: VisitorRequest): string | null | undefined | Promise<string | null | undefined>;
  /**
   * Says whose message it is, where there is no HTTP request: RPC, WebSocket, GraphQL subscriptions. Undefined binds nobody.
   * With a `connection`, such as the socket, the messages of a connection share one scope.
   *
   * @defaultValue none: messages have no visitor
   */
  fromMessage?(
    context: Context,
  ): string | MessageVisitor | null | undefined | Promise<string | MessageVisitor | null | undefined>;
  /**
   * Makes a visitor code for somebody new.
   *
   * @defaultValue as the platform's browser SDK does, else a random UUID (version 4)
   */
  mint?(): string;
  /**
   * Says where a request comes from; what is left out is read from the request.
   *
   * @defaultValue address, user agent and IP address as the framework sees them
   */
  facts?(request: VisitorRequest): RequestFacts;
  /**
   * Longest visitor code, in UTF-16 units, 1 to 1,024. A longer one counts as absent.
   *
   * @defaultValue as the platform's browser SDK has it, else 255
   */
  readonly maxLength?: number | undefined;
  /**
   * What a visitor code must match besides being visible ASCII. Without the flags `g` and `y`.
   *
   * @defaultValue none
   */
  readonly pattern?: RegExp | undefined;
  /**
   * Whether an HTTP request's visitor follows it through asynchronous context (AsyncLocalStorage), so that injected services
   * find them wherever they are called. With `false` only what gets the request or its context knows the visitor: decorators,
   * gates, interceptors, and `experiments.ofRequest(request)`. That saves what AsyncLocalStorage costs on Node.js 20 and 22, which
   * is worth it only for handlers that take microseconds; newer ones have it almost for nothing.
   *
   * @defaultValue true
   */
  readonly asyncContext?: boolean | undefined;
}
