import type { Program } from '../../engine/program.js';
import type { OverridesSettings } from '../../options/settings.js';
import type { VisitorRequest } from '../../ports/visitor.js';
import { readCookie } from '../../runtime/cookie/header.js';
import { CookieTemplate } from '../../runtime/cookie/template.js';
import { knownOverrides } from '../../runtime/overrides/known-overrides.js';
import type { OverrideTokens, SignedOverride, TokenFault } from '../../runtime/overrides/override-tokens.js';
import type { SignedOverrides } from '../../runtime/scope/signed-overrides.js';
import type { LogOnce } from '../../runtime/shared/log-once.js';
import { textOf } from '../../runtime/shared/log-once.js';
import type { HttpOrigin } from '../origin/http-origin.js';
import { queryParameter } from '../origin/query.js';

type Given = ReadonlyMap<string, SignedOverride>;

const WARNS_EVERY_MS = 60_000;

/** Finds the tokens of signed overrides in requests: of a link, which a session cookie keeps, of a header, or of that cookie. */
export class OverrideReader {
  readonly #kept: CookieTemplate | null;
  readonly #ended: CookieTemplate | null;
  #warnedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly settings: OverridesSettings,
    private readonly tokens: OverrideTokens,
    private readonly notices: LogOnce,
  ) {
    const { cookie } = settings;
    this.#kept = cookie === null ? null : sessionCookie(cookie, null);
    this.#ended = cookie === null ? null : sessionCookie(cookie, 0);
  }

  /** What is forced in this request; null: nothing. The answer's cookie and headers are prepared. Never throws. */
  read(origin: HttpOrigin, native: VisitorRequest, program: Program): SignedOverrides | null {
    try {
      return this.#read(origin, native, program);
    } catch (error) {
      this.notices.once(
        'overrides:failed',
        () => `Signed overrides could not be taken in (${textOf(error)}); such requests go on without.`,
      );
      return null;
    }
  }

  /** Has the browser forget its overrides with the answer. What they force in this request stays. */
  end(origin: HttpOrigin): void {
    const { cookie } = this.settings;
    if (cookie === null || this.#ended === null || readCookie(origin.cookies, cookie) === undefined) return;
    (origin.furtherCookies ??= new Map()).set(cookie, this.#ended.write('', origin.isSecure));
  }

  #read(origin: HttpOrigin, native: VisitorRequest, program: Program): SignedOverrides | null {
    const given = this.#linked(origin) ?? this.#sent(native) ?? this.#keptBy(origin);
    if (given === null || given === NOTHING) return null;
    const known = knownOverrides(given, program, this.tokens, this.notices);
    if (known !== null) origin.forced = known.toString();
    return known;
  }

  /** Of a link. Only a request that asks for something is one. */
  #linked(origin: HttpOrigin): Given | null {
    const { parameter } = this.settings;
    if (parameter === null) return null;
    const token = queryParameter(origin.path, parameter);
    if (token === null) return null;
    origin.hide(parameter);
    if (origin.method !== 'GET' && origin.method !== 'HEAD') return null;
    if (token === '') {
      this.#set(origin, this.#ended, '');
      return NOTHING;
    }
    const given = this.#opened(token, 'a link');
    if (given !== null) this.#set(origin, this.#kept, token);
    return given;
  }

  #sent({ headers }: VisitorRequest): Given | null {
    const { header } = this.settings;
    if (header === null) return null;
    const token = headers[header];
    return typeof token === 'string' && token !== '' ? this.#opened(token, 'a header') : null;
  }

  #keptBy(origin: HttpOrigin): Given | null {
    const { cookie } = this.settings;
    if (cookie === null) return null;
    const token = readCookie(origin.cookies, cookie);
    return token === undefined || token === '' ? null : this.#opened(token, 'a cookie');
  }

  #opened(token: string, where: string): Given | null {
    const read = this.tokens.read(token);
    if ('overrides' in read) return read.overrides;
    this.#warn(WHY[read.fault], where);
    return null;
  }

  #set(origin: HttpOrigin, template: CookieTemplate | null, value: string): void {
    origin.forced = '';
    const { cookie } = this.settings;
    if (template === null || cookie === null) return;
    (origin.furtherCookies ??= new Map()).set(cookie, template.write(value, origin.isSecure));
  }

  /** Strangers can send what they like, so it is not told of every time; and never what they have sent. */
  #warn(why: string, where: string): void {
    const now = Date.now();
    if (Math.abs(now - this.#warnedAt) < WARNS_EVERY_MS) return;
    this.#warnedAt = now;
    this.notices.over(TOPIC);
    this.notices.once(
      TOPIC,
      () =>
        `A token of signed overrides in ${where} counts as absent: ${why}. Further ones are not told of for a minute.`,
    );
  }
}

const TOPIC = 'overrides:refused';

/** What was ended by a link: neither header nor cookie is looked at. */
const NOTHING: Given = new Map();

const WHY: Readonly<Record<TokenFault, string>> = {
  length: 'it is too long to be ours',
  version: 'it is of a version that this one does not know',
  signature:
    'none of the secrets fits (it is forged, of another module instance, or was signed with a secret that is gone)',
  expired: 'it has expired',
  age: 'it is good for longer than overrides.maxAgeMs allows',
};

function sessionCookie(name: string, maxAgeMs: number | null): CookieTemplate {
  return new CookieTemplate({
    name,
    domain: undefined,
    path: '/',
    maxAgeMs,
    httpOnly: true,
    sameSite: 'lax',
    partitioned: false,
  });
}
