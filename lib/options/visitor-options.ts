import type {
  MessageVisitor,
  NamedVisitor,
  QueryParameterOptions,
  RequestFacts,
  VisitorRequest,
} from '../ports/visitor.js';

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
   * @defaultValue `'auto'`, and true if it is `partitioned`
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
   * Whether browsers keep a cookie of its own for each site that embeds yours (`Partitioned`, CHIPS), for pages that are
   * shown in frames of other sites: with `sameSite: 'none'`. Such a cookie is `secure`.
   *
   * @defaultValue `false`
   * @see {@link https://developer.mozilla.org/docs/Web/Privacy/Guides/Privacy_sandbox/Partitioned_cookies | Partitioned cookies}
   */
  readonly partitioned?: boolean | undefined;
  /**
   * From which age on the cookie is set again, so that it does not expire for those who come back; in milliseconds, less than
   * `maxAgeMs`. It counts in whole days: less than a day means with every answer. Only where `setCookie` is `'when-due'`.
   *
   * @defaultValue 2,592,000,000 (30 days), or half of `maxAgeMs` where that is less
   */
  readonly renewAfterMs?: number | undefined;
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
   * When the cookie is set: `'when-due'` for newcomers, when the code is another one, and when the cookie is older than
   * `cookie.renewAfterMs` (which a second cookie tells, `<name>_since`: days since 1970); `'always'` with every response;
   * `'when-new'` when the request did not bring it, so that it expires; `'never'` only reads.
   *
   * Never on answers to `OPTIONS`, on a 404 of no route, and on answers that shared caches may keep (`public`, `s-maxage`)
   * and that no decision was used for.
   *
   * @defaultValue `'when-due'`
   */
  readonly setCookie?: 'when-due' | 'always' | 'when-new' | 'never' | undefined;
  /**
   * Who gets a lasting code: `'all'` who come without a cookie, or `'navigations'` only: requests for a whole page
   * (`Sec-Fetch-Dest: document`; without that header, `Accept` with `text/html`). Other requests without a cookie are then
   * decided with a code that nobody hears of: it is neither set, nor stored, nor counted. So a page that asks four times at once
   * before it has a cookie does not make four visitors.
   *
   * @defaultValue `'all'`
   */
  readonly newcomers?: 'all' | 'navigations' | undefined;
  /**
   * Whether a request counts. With `false`, for robots above all, it is decided as ever, but nothing of it is reported or
   * stored, and no cookie is set. When it throws, the request counts.
   *
   * @defaultValue all requests count
   */
  counts?(request: VisitorRequest): boolean;
  /**
   * Whether shared caches are told: an answer to `GET` or `HEAD` for which a decision was used gets `Cache-Control: private`
   * if it says nothing about caches, and one that says `public` or `s-maxage` is warned of, once a route. `false` leaves
   * headers alone.
   *
   * @defaultValue `true`
   */
  readonly cacheControl?: boolean | undefined;
  /**
   * Name of a query parameter that says who a newcomer is, for links between domains; `{ name, replaces: true }`: it wins over
   * the cookie, too. Where the cookie is signed, the parameter has to be as the cookie is: `s:code.signature`.
   *
   * @defaultValue the one that the platform knows, else none
   */
  readonly queryParameter?: string | QueryParameterOptions | undefined;
  /**
   * Says who makes a request, such as a user who is logged in: wins over everything else. Undefined or null leaves it to
   * query parameter and cookie. It runs before guards, so read the session or token yourself. What it throws is logged, and
   * the visitor is recognised without it.
   *
   * The code is for this request and taken as it is. The cookie keeps the browser's own code, which is the unit `device`;
   * `{ code, remember: true }` writes the code into the cookie, so that the browser stays this visitor.
   *
   * @defaultValue none
   */
  resolve?(
    request: VisitorRequest,
  ): string | NamedVisitor | null | undefined | Promise<string | NamedVisitor | null | undefined>;
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
   * Makes a visitor code for somebody new: visible ASCII characters, since it goes into the cookie. Undefined: a random one.
   *
   * @defaultValue as the platform's browser SDK does, else a random UUID (version 4)
   */
  mint?(request: VisitorRequest): string | undefined;
  /**
   * Says where a request comes from; what is left out is read from the request.
   *
   * @defaultValue address, user agent and IP address as the framework sees them
   */
  facts?(request: VisitorRequest): RequestFacts;
  /**
   * Longest visitor code, in UTF-16 units, 1 to 1,024. A longer one in a cookie or query counts as absent; where the
   * application gives one, fallbacks are answered and nothing is sent or stored.
   *
   * @defaultValue as the platform's browser SDK has it, else 255
   */
  readonly maxLength?: number | undefined;
  /**
   * What a code in a cookie or query must match besides being visible ASCII. Without the flags `g` and `y`.
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
