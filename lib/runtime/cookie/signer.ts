import { createHmac, timingSafeEqual } from 'node:crypto';

/** Signs and checks cookie values. Nest's own signer (application option `cookies.secret`) fits. */
export interface CookieSigner {
  /** Gives the value with its signature. */
  sign(value: string): string;
  /** Gives the value back, or undefined when the signature is missing or wrong. */
  unsign(signed: string): string | undefined;
}

const PREFIX = 's:';

/**
 * Makes a signer in the format of `cookie-signature`, which Express, cookie-parser and Nest 12 share: `s:value.signature`,
 * HMAC-SHA256 in base64 without padding.
 *
 * @param secrets - the first signs; all of them check, so that secrets can be changed without losing visitors
 */
export function createCookieSigner(secrets: readonly string[]): CookieSigner {
  const signing = secrets[0] as string;
  return {
    sign: (value) => `${PREFIX}${value}.${digest(value, signing)}`,
    unsign: (signed) => unsign(signed, secrets),
  };
}

function unsign(signed: string, secrets: readonly string[]): string | undefined {
  if (!signed.startsWith(PREFIX)) return undefined;
  const dot = signed.lastIndexOf('.');
  if (dot < PREFIX.length) return undefined;
  const value = signed.slice(PREFIX.length, dot);
  const signature = Buffer.from(signed.slice(dot + 1));
  let valid = false;
  // Every secret is tried, so that the time does not tell which one fitted.
  for (const secret of secrets) {
    const expected = Buffer.from(digest(value, secret));
    if (expected.length === signature.length && timingSafeEqual(expected, signature)) valid = true;
  }
  return valid ? value : undefined;
}

function digest(value: string, secret: string): string {
  return createHmac('sha256', secret).update(value).digest('base64').replace(/=+$/, '');
}
