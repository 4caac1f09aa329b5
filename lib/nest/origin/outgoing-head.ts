import type { GivenHeaders, HeaderValue } from './given-headers.js';
import { givenValues, textsOf, withValue } from './given-headers.js';
import type { NativeResponse } from './native-response.js';

const SET_COOKIE = 'set-cookie';

/**
 * The head of an answer that is about to go out: what was set before, and what `writeHead` was given, which wins. Names are
 * in lower case.
 */
export class OutgoingHead {
  constructor(
    /** From 200 on. */
    readonly status: number,
    /** What `writeHead` is to be given: at last another one than at first, if something was added. */
    public given: GivenHeaders,
    private readonly response: Pick<NativeResponse, 'getHeader' | 'setHeader'>,
  ) {}

  /** All values that go out under a name. */
  values(name: string): readonly string[] {
    const given = givenValues(this.given, name);
    return given.length === 0 ? textsOf(this.response.getHeader(name)) : given;
  }

  /** Sends another value instead of whatever there is under a name. */
  set(name: string, value: HeaderValue): void {
    // What was given is copied rather than set: with headers set, Node takes a longer way through those that are given.
    if (this.given === undefined || this.given === null) this.response.setHeader(name, value);
    else this.given = withValue(this.given, name, value);
  }

  /** Adds `Set-Cookie` headers to those that are there. */
  addCookies(cookies: readonly string[]): void {
    const all = [...this.values(SET_COOKIE), ...cookies];
    this.set(SET_COOKIE, all.length === 1 ? (all[0] as string) : all);
  }

  /** Whether a cookie of this name is set. */
  setsCookie(name: string): boolean {
    return this.values(SET_COOKIE).some((cookie) => cookie.startsWith(name) && cookie[name.length] === '=');
  }

  /** Lets all cookies of a list go out: of headers that come in turns, Node 20 sends the last of a name where others are set. */
  keepListedCookies(): void {
    if (!Array.isArray(this.given)) return;
    const given = givenValues(this.given, SET_COOKIE);
    if (given.length > 1) this.set(SET_COOKIE, given);
  }

  /** Sends cookies that were set on Node's response besides those given: where these are a framework's, both are meant. */
  keepEarlierCookies(): void {
    const set = this.response.getHeader(SET_COOKIE);
    if (set === undefined) return;
    const given = givenValues(this.given, SET_COOKIE);
    const earlier = textsOf(set).filter((cookie) => !given.includes(cookie));
    if (given.length !== 0 && earlier.length !== 0) this.set(SET_COOKIE, [...earlier, ...given]);
  }
}
