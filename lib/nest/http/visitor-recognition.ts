import { randomUUID } from 'node:crypto';
import { RegistrationError } from '../../errors/registration.error.js';
import type { VisitorSettings } from '../../options/settings.js';
import type { NamedVisitor, VisitorRequest } from '../../ports/visitor.js';
import type { CookieSigner } from '../../runtime/cookie/signer.js';
import { createCookieSigner } from '../../runtime/cookie/signer.js';
import type { LogOnce } from '../../runtime/shared/log-once.js';
import { textOf } from '../../runtime/shared/log-once.js';
import { isVisitorCode } from '../../runtime/cookie/visitor-code.js';
import { VisitorCookie } from '../../runtime/cookie/visitor-cookie.js';
import type { HttpOrigin } from '../origin/http-origin.js';
import { queryParameter as queryParameterOf } from '../origin/query.js';
import { isThenable } from '../runtime/thenable.js';

/** Who makes a request. */
export interface RecognizedVisitor {
  readonly visitorCode: string;
  /** The browser's own code, where visitors are named by the application; undefined where they are not. */
  readonly device: string | undefined;
  /** What the cookie is to say; undefined where there is none. */
  readonly cookieCode: string | undefined;
  /** What the request's cookie says; undefined when it has none that counts. */
  readonly fromCookie: string | undefined;
  /** Whether the code was made for this request, since nothing said who it is. */
  readonly isNew: boolean;
}

/** What `visitor.resolve` answers. */
type Named = string | NamedVisitor | null | undefined;

type Settings = Omit<VisitorSettings<never>, 'fromMessage' | 'facts'>;

/** Recognises visitors by what the application says, the query, or the cookie; else makes a new one. */
export class VisitorRecognition {
  /** Null: visitors have none. */
  readonly cookie: VisitorCookie | null;
  readonly #countsAll: boolean;

  constructor(
    private readonly settings: Settings,
    private readonly notices: LogOnce,
    applicationSigner: () => CookieSigner | undefined,
  ) {
    const { cookie, setCookie, newcomers, counts } = settings;
    this.#countsAll = newcomers === 'all' && counts === null;
    if (cookie === null) {
      this.cookie = null;
      return;
    }
    const renewAfterMs = setCookie === 'when-due' ? cookie.renewAfterMs : null;
    const signer = signerOf(cookie.signed, applicationSigner);
    this.cookie = new VisitorCookie({ ...cookie, renewAfterMs }, settings, signer);
  }

  /**
   * Makes sure that cookies can be signed, as soon as the application knows its secret.
   *
   * @throws `RegistrationError` when it has none
   */
  checkSignature(): void {
    this.cookie?.checkSigner();
  }

  /**
   * Recognises the visitor; synchronously unless the application takes its time.
   *
   * @param native - what the application gets
   */
  recognize(request: HttpOrigin, native: VisitorRequest): RecognizedVisitor | Promise<RecognizedVisitor> {
    const { resolve } = this.settings;
    if (resolve === null) return this.#recognize(request, native, undefined);
    try {
      const named = resolve(native);
      if (!isThenable(named)) return this.#recognize(request, native, named);
      return Promise.resolve(named).then(
        (later) => this.#recognize(request, native, later),
        (error: unknown) => this.#unresolved(request, native, error),
      );
    } catch (error) {
      return this.#unresolved(request, native, error);
    }
  }

  /** Whether what a visitor does in this request is reported and stored. */
  counts(visitor: RecognizedVisitor, native: VisitorRequest): boolean {
    if (this.#countsAll) return true;
    if (visitor.isNew && this.settings.newcomers === 'navigations' && !isNavigation(native)) return false;
    try {
      return this.settings.counts?.(native) !== false;
    } catch (error) {
      this.notices.once(
        'visitor:counts',
        () => `The option visitor.counts failed (${textOf(error)}); such requests count.`,
      );
      return true;
    }
  }

  /** The code that the cookie of the answer is to say; null if none is due. */
  dueFor({ cookieCode, fromCookie }: RecognizedVisitor, request: HttpOrigin): string | null {
    const { setCookie } = this.settings;
    if (this.cookie === null || cookieCode === undefined || setCookie === 'never') return null;
    if (setCookie === 'always' || fromCookie !== cookieCode) return cookieCode;
    return this.cookie.isOld(request.cookies) ? cookieCode : null;
  }

  /** A code for a browser that is to forget its own; null where no cookie is set. */
  newCode(native: VisitorRequest): string | null {
    return this.cookie === null || this.settings.setCookie === 'never' ? null : this.#mint(native);
  }

  #recognize(request: HttpOrigin, native: VisitorRequest, named: Named): RecognizedVisitor {
    const { resolve } = this.settings;
    const user = resolve === null ? undefined : this.#named(named);
    if (user !== undefined && this.cookie === null) return byName(user.code);
    const fromCookie = this.cookie?.read(request.cookies);
    if (user?.remember === true)
      return { ...byName(user.code), device: user.code, cookieCode: user.code, fromCookie };
    const known = this.#fromQuery(request, fromCookie) ?? fromCookie;
    const own = known ?? this.#mint(native);
    const device = resolve === null || this.cookie === null ? undefined : own;
    const isNew = user === undefined && known === undefined;
    // Somebody with a name counts whatever they ask for; their browser gets a code with a page.
    const lasts = known !== undefined || this.settings.newcomers === 'all' || isNavigation(native);
    return { visitorCode: user?.code ?? own, device, cookieCode: lasts ? own : undefined, fromCookie, isNew };
  }

  #named(named: Named): NamedVisitor | undefined {
    if (named === undefined || named === null) return undefined;
    const { code, remember } = typeof named === 'object' ? named : { code: named, remember: false };
    if (typeof code !== 'string' || code === '') {
      this.notices.once(
        'visitor:resolve',
        () =>
          'The option visitor.resolve gave something that is no visitor code: expected a text that is not empty, or ' +
          '{ code, remember }. It counts as absent.',
      );
      return undefined;
    }
    if (remember !== true || isVisitorCode(code, this.settings)) return { code, remember };
    this.notices.once(
      'visitor:remember',
      () =>
        'The option visitor.resolve wants a code to be remembered that cannot be written into the cookie: expected visible ASCII characters, ' +
        `1 to ${this.settings.maxLength} of them${this.settings.pattern === null ? '' : ', that match visitor.pattern'}. It counts for the request only.`,
    );
    return { code };
  }

  /** What the query says: for newcomers only, unless the options say otherwise. Where cookies are signed it is, too. */
  #fromQuery(request: HttpOrigin, fromCookie: string | undefined): string | undefined {
    const { queryParameter } = this.settings;
    if (queryParameter === null) return undefined;
    const { name, replaces } = queryParameter;
    if (fromCookie !== undefined && !replaces) return undefined;
    const text = queryParameterOf(request.path, name);
    if (text === null || text === undefined) return undefined;
    if (this.cookie !== null) return this.cookie.verified(text);
    return isVisitorCode(text, this.settings) ? text : undefined;
  }

  #mint(native: VisitorRequest): string {
    const { mint } = this.settings;
    if (mint === null) return this.#random();
    try {
      const minted = mint(native);
      if (minted === undefined) return this.#random();
      if (isVisitorCode(minted, this.settings)) return minted;
      this.notices.once(
        'visitor:mint',
        () => 'The option visitor.mint made something that is no visitor code; a random one is used.',
      );
    } catch (error) {
      this.notices.once(
        'visitor:mint-failed',
        () => `The option visitor.mint failed (${textOf(error)}); a random code is used.`,
      );
    }
    return this.#random();
  }

  #random(): string {
    return this.settings.randomCode?.() ?? randomUUID();
  }

  #unresolved(request: HttpOrigin, native: VisitorRequest, error: unknown): RecognizedVisitor {
    this.notices.once(
      'visitor:resolve-failed',
      () => `The option visitor.resolve failed (${textOf(error)}); visitors are recognised without it.`,
    );
    return this.#recognize(request, native, undefined);
  }
}

function byName(code: string): RecognizedVisitor {
  return { visitorCode: code, device: undefined, cookieCode: undefined, fromCookie: undefined, isNew: false };
}

/** Whether a browser asks for a page of its own, rather than for a part of one. */
function isNavigation({ headers }: VisitorRequest): boolean {
  const destination = headers['sec-fetch-dest'];
  if (destination !== undefined) return destination === 'document';
  return String(headers['accept'] ?? '').includes('text/html');
}

function signerOf(
  signed: false | 'application' | { readonly secrets: readonly string[] },
  applicationSigner: () => CookieSigner | undefined,
): (() => CookieSigner) | null {
  if (signed === false) return null;
  if (signed !== 'application') {
    const own = createCookieSigner(signed.secrets);
    return () => own;
  }
  return () => applicationSigner() ?? missingSecret();
}

function missingSecret(): never {
  throw new RegistrationError(
    'The option visitor.cookie.signed is true, but the application has no cookie secret. ' +
      'Pass cookies: { secret } to NestFactory.create(), or give the secret to the module: signed: { secret }.',
  );
}
