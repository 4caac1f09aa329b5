import { CookieAge } from './cookie-age.js';
import { decodeCookieValue, readCookie } from './header.js';
import type { CookieSigner } from './signer.js';
import type { CookieAttributes } from './template.js';
import { CookieTemplate } from './template.js';
import type { VisitorCodeRule } from './visitor-code.js';
import { isVisitorCode } from './visitor-code.js';

/** How the visitor cookie is kept. */
export interface VisitorCookieSettings extends CookieAttributes {
  /** `auto`: only when the request came over HTTPS. */
  readonly secure: boolean | 'auto';
  /** From which age on it is renewed; null: its age does not matter, and is not kept. */
  readonly renewAfterMs: number | null;
}

// Signature, prefix and percent-encoding on top of the longest code; what is longer was not written by us.
const OVERHEAD = 64;

/** What a request must tell for its answer's cookie. */
export interface CookieRequest {
  /** Whether it came over HTTPS. */
  readonly isSecure: boolean;
}

/** Reads the visitor code from requests and writes it into responses. */
export class VisitorCookie {
  readonly #template: CookieTemplate;
  readonly #age: CookieAge | null;

  constructor(
    private readonly settings: VisitorCookieSettings,
    private readonly rule: VisitorCodeRule,
    /** Looked up for every request, since Nest makes its signer after the modules; null when cookies are not signed. */
    private readonly signer: (() => CookieSigner) | null,
  ) {
    this.#template = new CookieTemplate(settings);
    const { renewAfterMs } = settings;
    this.#age = renewAfterMs === null ? null : new CookieAge(settings, renewAfterMs);
  }

  get name(): string {
    return this.settings.name;
  }

  /** Throws whatever looking up the signer throws. */
  checkSigner(): void {
    this.signer?.();
  }

  /** The code in a `Cookie` header; undefined when there is none, or one that cannot be ours: too long, of odd characters, badly signed. */
  read(header: string | null | undefined): string | undefined {
    const raw = readCookie(header, this.settings.name);
    if (raw === undefined || raw.length > this.rule.maxLength * 3 + OVERHEAD) return undefined;
    return this.verified(decodeCookieValue(raw));
  }

  /** The code that a stranger's text says; undefined if it cannot be ours: of odd characters, badly signed. */
  verified(text: string): string | undefined {
    const code = this.signer === null ? text : this.signer().unsign(text);
    return isVisitorCode(code, this.rule) ? unshared(code) : undefined;
  }

  /** Whether the cookie that says who this is has to be renewed. */
  isOld(header: string | null): boolean {
    return this.#age !== null && this.#age.isOld(header);
  }

  /** The `Set-Cookie` headers for the code: its own first. */
  write(code: string, request: CookieRequest): readonly string[] {
    const value = this.signer === null ? code : this.signer().sign(code);
    const secure = this.settings.secure === 'auto' ? request.isSecure : this.settings.secure;
    const cookie = this.#template.write(value, secure);
    return this.#age === null ? [cookie] : [cookie, this.#age.write(secure)];
  }
}

/**
 * A copy: a text cut out of a header keeps the whole header in memory, and visitor codes are remembered. Joined from pieces, it
 * is also a flat text again, which hashing and comparing want: a piece of another text makes them look that up for every character.
 */
function unshared(text: string): string {
  return [text.slice(0, 1), text.slice(1)].join('');
}
