import type { VisitorRequest } from '../../ports/visitor.js';
import type { CookieCounts } from '../../runtime/cookie/cookie-counts.js';
import type { VisitorCookie } from '../../runtime/cookie/visitor-cookie.js';
import type { VisitorScope } from '../../runtime/scope/visitor-scope.js';
import type { LogOnce } from '../../runtime/shared/log-once.js';
import { textOf } from '../../runtime/shared/log-once.js';
import type { HeadRules, HttpOrigin } from '../origin/http-origin.js';
import type { NativeResponse } from '../origin/native-response.js';
import type { OutgoingHead } from '../origin/outgoing-head.js';
import { hookResponse } from '../origin/response-hook.js';

/** How a module instance adds to the heads of answers. */
export interface AnswerHeadSettings {
  /** Null: none is ever set. */
  readonly cookie: VisitorCookie | null;
  /** Makes a code for a browser that is to forget its own; null if none is set. */
  newCode(request: VisitorRequest): string | null;
  /** Has a browser forget what else it keeps of its visitor; null where that is nothing. */
  readonly forget: ((origin: HttpOrigin) => void) | null;
  /** Whether caches are told of decisions. */
  readonly cacheControl: boolean;
  /** Whether cookies of Node's response are sent besides those of the framework, which would replace them. */
  readonly keepsEarlierCookies: boolean;
}

/** What caches that many share may keep. */
const SHARED = /(?:^|[\s,])(?:public|s-maxage)\b/i;

/** Adds the visitor's cookie to answers when their heads go out, and says to caches whose answers they are. */
export class AnswerHead implements HeadRules {
  constructor(
    private readonly settings: AnswerHeadSettings,
    private readonly counts: CookieCounts,
    private readonly notices: LogOnce,
  ) {}

  hook(response: NativeResponse): void {
    hookResponse(response);
  }

  newCode(request: VisitorRequest): string | null {
    return this.settings.newCode(request);
  }

  forget(origin: HttpOrigin): void {
    this.settings.forget?.(origin);
  }

  complete(head: OutgoingHead, scope: VisitorScope, origin: HttpOrigin): void {
    try {
      if (this.settings.keepsEarlierCookies) head.keepEarlierCookies();
      if (origin.forced !== null) tellOfOverrides(head, origin.forced);
      else if (scope.acted !== null && this.settings.cacheControl)
        this.#tellCaches(head, scope.acted, origin);
      if (origin.due !== null) this.#addCookie(head, origin.due, scope, origin);
      if (origin.furtherCookies !== null) addMissing(head, [...origin.furtherCookies.values()]);
    } catch (error) {
      this.missed(textOf(error));
    }
  }

  /** Says that a cookie was due that cannot be set any more. */
  missed(why = 'the head of the answer was sent before'): void {
    this.counts.missed++;
    this.notices.once(
      'cookie:missed',
      () =>
        `A visitor cookie could not be set (${why}); the request goes on without. status().cookies.missed counts them. ` +
        'Mount what answers early, such as middleware that calls flushHeaders(), after this module: in configure() of a module.',
    );
  }

  #addCookie(head: OutgoingHead, code: string, scope: VisitorScope, origin: HttpOrigin): void {
    const { cookie } = this.settings;
    if (cookie === null || origin.method === 'OPTIONS') return;
    if (head.status === 404 && origin.route === null) return;
    if (scope.acted === null && isShared(head)) return;
    // Whoever has set this very cookie meant it, and of two browsers would keep the last.
    if (!head.setsCookie(cookie.name)) head.addCookies(cookie.write(code, origin));
  }

  #tellCaches(head: OutgoingHead, key: string, origin: HttpOrigin): void {
    const { method } = origin;
    if (method !== 'GET' && method !== 'HEAD') return;
    const said = head.values('cache-control');
    if (said.length === 0) head.set('cache-control', 'private');
    else if (isShared(head))
      this.#warnOfCaches(said.join(', '), key, origin.route ?? 'an answer of no route');
  }

  #warnOfCaches(said: string, key: string, route: string): void {
    this.notices.once(
      `cache:${route}`,
      () =>
        `${route} answers with "Cache-Control: ${said}", but what it says depends on the visitor: it has used the decision about "${key}". ` +
        'Caches that many share may give one visitor’s answer to others: say "private", or key the cache by the decision and set visitor.cacheControl: false.',
    );
  }
}

const OVERRIDES = 'experiment-overrides';

/** What was forced for one browser is nobody else's, and must not outlast the overrides. */
function tellOfOverrides(head: OutgoingHead, forced: string): void {
  const said = head.values(OVERRIDES).join(', ');
  // The same head may be completed twice.
  const isNew = forced !== '' && !`, ${said}, `.includes(`, ${forced}, `);
  if (isNew) head.set(OVERRIDES, said === '' ? forced : `${said}, ${forced}`);
  head.set('cache-control', 'private, no-store');
}

function isShared(head: OutgoingHead): boolean {
  return head.values('cache-control').some((value) => SHARED.test(value));
}

function addMissing(head: OutgoingHead, cookies: readonly string[]): void {
  const set = head.values('set-cookie');
  const missing = cookies.filter((cookie) => !set.includes(cookie));
  if (missing.length !== 0) head.addCookies(missing);
}
