import { createHmac, timingSafeEqual } from 'node:crypto';

/** The raw value of a cookie; undefined if the header has none of this name. The first one counts, as everywhere. */
export function cookieIn(header: string | null, name: string): string | undefined {
  if (header === null || !header.includes(name)) return undefined;
  for (const part of header.split(';')) {
    const equals = part.indexOf('=');
    if (equals !== -1 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return undefined;
}

/** Signs texts, so that only who has the secret can make them. */
export class TextSigner {
  /**
   * @param secrets - the first one signs, all are believed
   * @param purpose - what is signed for one purpose is not believed for another
   */
  constructor(
    private readonly secrets: readonly string[],
    private readonly purpose: string,
  ) {}

  /** The text with its signature. It must hold no point. */
  sign(text: string): string {
    return `${text}.${this.#signature(text, this.secrets[0] ?? '').toString('base64url')}`;
  }

  /** The text that was signed; undefined if it was not, or was changed. */
  verify(signed: string): string | undefined {
    const point = signed.lastIndexOf('.');
    if (point === -1) return undefined;
    const text = signed.slice(0, point);
    const given = Buffer.from(signed.slice(point + 1), 'base64url');
    const isTrue = this.secrets.some((secret) => {
      const expected = this.#signature(text, secret);
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
    return isTrue ? text : undefined;
  }

  #signature(text: string, secret: string): Buffer {
    return createHmac('sha256', secret).update(`${this.purpose}\n${text}`).digest();
  }
}

/** What a cookie is set with besides its value. */
export interface CookieAttributes {
  readonly path: string;
  readonly domain: string | undefined;
  readonly maxAgeMs: number;
  readonly isSecure: boolean;
  readonly isHttpOnly: boolean;
  readonly sameSite: 'strict' | 'lax' | 'none';
}

/** A `Set-Cookie` header. Name and value are written as they are. */
export function setCookieHeader(name: string, value: string, attributes: CookieAttributes): string {
  const { path, domain, maxAgeMs, isSecure, isHttpOnly, sameSite } = attributes;
  let header = `${name}=${value}; Path=${path}`;
  if (domain !== undefined) header += `; Domain=${domain}`;
  header += `; Max-Age=${Math.floor(maxAgeMs / 1_000)}`;
  if (isSecure) header += '; Secure';
  if (isHttpOnly) header += '; HttpOnly';
  return `${header}; SameSite=${sameSite.charAt(0).toUpperCase()}${sameSite.slice(1)}`;
}
