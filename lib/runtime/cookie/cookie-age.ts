import { readCookie } from './header.js';
import type { CookieAttributes } from './template.js';
import { CookieTemplate } from './template.js';

/** What is told after the name of the cookie whose age is kept. */
const SUFFIX = '_since';
const DAY_MS = 24 * 60 * 60 * 1_000;
const DAYS = /^\d{1,6}$/;

/**
 * Keeps the age of a cookie in one of its own: browsers do not tell when they got a cookie, and what others read of the
 * first must not change. It is not signed: who forges it gets the cookie that they have, once more.
 */
export class CookieAge {
  readonly #name: string;
  readonly #template: CookieTemplate;
  readonly #maxDays: number;

  /** @param renewAfterMs - from which age on, in whole days, the cookie counts as old; less than a day: always */
  constructor(cookie: CookieAttributes, renewAfterMs: number) {
    this.#name = cookie.name + SUFFIX;
    this.#template = new CookieTemplate({ ...cookie, name: this.#name, httpOnly: true });
    this.#maxDays = Math.floor(renewAfterMs / DAY_MS);
  }

  /** Whether the cookie is to be set again: it is old, or nobody knows how old. */
  isOld(header: string | null): boolean {
    const since = readCookie(header, this.#name);
    if (since === undefined || !DAYS.test(since)) return true;
    const days = today() - Number(since);
    // Tomorrow is what a server says whose clock is a little ahead; what is later was not written by us.
    return days >= this.#maxDays || days < -1;
  }

  /** A `Set-Cookie` header that says that the cookie is of today. */
  write(secure: boolean): string {
    return this.#template.write(String(today()), secure);
  }
}

/** Days since 1970, of UTC. */
function today(): number {
  return Math.floor(Date.now() / DAY_MS);
}
