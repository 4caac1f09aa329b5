import { randomUUID } from 'node:crypto';
import { RegistrationError } from '../../errors/registration.error.js';
import type { VisitorSettings } from '../../options/settings.js';
import type { VisitorRequest } from '../../ports/visitor.js';
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
  /** What the request's cookie says; undefined when it has none that counts. */
  readonly fromCookie: string | undefined;
  /** Whether the code was made for this request, since nothing said who it is. */
  readonly isNew: boolean;
}

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
    if (resolve === null) return this.#recognize(request, undefined);
    try {
      const named = resolve(native);
      if (!isThenable(named)) return this.#recognize(request, named);
      return Promise.resolve(named).then(
        (later) => this.#recognize(request, later),
        (error: unknown) => this.#unresolved(request, error),
      );
    } catch (error) {
      return this.#unresolved(request, error);
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
  dueFor({ visitorCode, fromCookie }: RecognizedVisitor, request: HttpOrigin): string | null {
    const { setCookie } = this.settings;
    if (this.cookie === null || setCookie === 'never') return null;
    if (setCookie === 'always' || fromCookie !== visitorCode) return visitorCode;
    return this.cookie.isOld(request.cookies) ? visitorCode : null;
  }

  #recognize(request: HttpOrigin, named: string | null | undefined): RecognizedVisitor {
    const fromCookie = this.cookie?.read(request.cookies);
    const known = this.#named(named) ?? this.#fromQuery(request) ?? fromCookie;
    return { visitorCode: known ?? this.#mint(), fromCookie, isNew: known === undefined };
  }

  #named(named: string | null | undefined): string | undefined {
    if (named === undefined || named === null) return undefined;
    if (isVisitorCode(named, this.settings)) return named;
    this.notices.once(
      'visitor:resolve',
      () =>
        'The option visitor.resolve gave something that is no visitor code: expected a text of visible ASCII characters, ' +
        `1 to ${this.settings.maxLength} of them${this.settings.pattern === null ? '' : ', that matches visitor.pattern'}. It counts as absent.`,
    );
    return undefined;
  }

  #fromQuery(request: HttpOrigin): string | undefined {
    const { queryParameter } = this.settings;
    if (queryParameter === null) return undefined;
    const code = queryParameterOf(request.path, queryParameter);
    return isVisitorCode(code, this.settings) ? code : undefined;
  }

  #mint(): string {
    const { mint } = this.settings;
    if (mint === null) return randomUUID();
    try {
      const minted = mint();
      if (isVisitorCode(minted, this.settings)) return minted;
      this.notices.once(
        'visitor:mint',
        () => 'The option visitor.mint made something that is no visitor code; a random UUID is used.',
      );
    } catch (error) {
      this.notices.once(
        'visitor:mint',
        () => `The option visitor.mint failed (${textOf(error)}); a random UUID is used.`,
      );
    }
    return randomUUID();
  }

  #unresolved(request: HttpOrigin, error: unknown): RecognizedVisitor {
    this.notices.once(
      'visitor:resolve',
      () => `The option visitor.resolve failed (${textOf(error)}); visitors are recognised without it.`,
    );
    return this.#recognize(request, undefined);
  }
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
