/** The attributes of a cookie that the server sets. */
export interface CookieAttributes {
  readonly name: string;
  /** Undefined: only the host that answers. */
  readonly domain: string | undefined;
  readonly path: string;
  /** Null: as long as the browser's session. */
  readonly maxAgeMs: number | null;
  readonly httpOnly: boolean;
  readonly sameSite: 'strict' | 'lax' | 'none';
  /** Whether browsers keep one for each site that embeds this one (CHIPS). */
  readonly partitioned: boolean;
}

/** Texts that percent-encoding leaves as they are. */
const PLAIN = /^[\w.-]+$/;

const SAME_SITE = { strict: 'Strict', lax: 'Lax', none: 'None' } as const;

/** Writes `Set-Cookie` headers that differ in their value only: everything else is put together once. */
export class CookieTemplate {
  readonly #before: string;
  readonly #after: string;

  constructor(attributes: CookieAttributes) {
    const { name, domain, path, maxAgeMs, httpOnly, sameSite, partitioned } = attributes;
    this.#before = `${name}=`;
    this.#after =
      `; Path=${path}` +
      (domain === undefined ? '' : `; Domain=${domain}`) +
      (maxAgeMs === null ? '' : `; Max-Age=${Math.floor(maxAgeMs / 1_000)}`) +
      (httpOnly ? '; HttpOnly' : '') +
      `; SameSite=${SAME_SITE[sameSite]}` +
      (partitioned ? '; Partitioned' : '');
  }

  /**
   * Writes the header.
   *
   * @param value - any well-formed text; it is percent-encoded
   * @param secure - whether browsers may send it over HTTPS only
   */
  write(value: string, secure: boolean): string {
    const header = this.#before + (PLAIN.test(value) ? value : encodeURIComponent(value)) + this.#after;
    return secure ? `${header}; Secure` : header;
  }
}
