import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a signed text is for. One that was signed for one purpose is nothing for another. */
export type SignedPurpose = 'overrides';

/** What a signed text says, or why it counts for nothing. */
export type OpenedText = { readonly text: string } | { readonly fault: 'version' | 'signature' };

const VERSION = 'v1';
const BASE64URL = /^[A-Za-z0-9_-]+$/;

/**
 * Signs texts, and reads those that were signed: `v1.<text>.<signature>`, text (UTF-8) and signature in base64url without padding.
 *
 * The signature is HMAC-SHA-256, keyed by the secret, of `nestjs-experimentation`, the version, the purpose, the name of the module
 * instance and the text as it is written in the token, with a zero byte between each two. None of them can have one, so no two
 * readings of a token are possible. The text is signed, not encrypted: whoever has the token can read it.
 */
export class SignedText {
  readonly #head: string;

  /**
   * @param instance - name of the module instance: others read nothing of what it signs
   * @param secrets - the first signs, all of them check, so that secrets can be changed
   */
  constructor(
    purpose: SignedPurpose,
    instance: string,
    private readonly secrets: readonly string[],
  ) {
    this.#head = ['nestjs-experimentation', VERSION, purpose, instance, ''].join('\0');
  }

  /** The token that says this text. */
  sign(text: string): string {
    const body = Buffer.from(text).toString('base64url');
    return `${VERSION}.${body}.${this.#signature(body, this.secrets[0] as string)}`;
  }

  /** What a token says. Every secret is tried, so that the time does not tell which one fits. */
  open(token: string): OpenedText {
    const [version, body, signature, ...more] = token.split('.');
    if (version !== VERSION) return { fault: 'version' };
    if (body === undefined || signature === undefined || more.length !== 0) return { fault: 'signature' };
    const given = Buffer.from(signature);
    let fits = false;
    for (const secret of this.secrets) {
      // Texts are compared, not the bytes that they stand for: two texts can stand for the same bytes.
      const expected = Buffer.from(this.#signature(body, secret));
      if (expected.length === given.length && timingSafeEqual(expected, given)) fits = true;
    }
    if (!fits || !BASE64URL.test(body)) return { fault: 'signature' };
    return { text: Buffer.from(body, 'base64url').toString() };
  }

  #signature(body: string, secret: string): string {
    return createHmac('sha256', secret)
      .update(this.#head + body)
      .digest('base64url');
  }
}
