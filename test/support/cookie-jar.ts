import type { StoreRequest } from '../../lib/index.js';

/** A browser's cookies: each request has those that answers to earlier ones have set. */
export class CookieJar {
  readonly cookies = new Map<string, string>();
  /** All `Set-Cookie` headers, in order. */
  readonly headers: string[] = [];

  /** The `Cookie` header; null if there is none. */
  get header(): string | null {
    if (this.cookies.size === 0) return null;
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Takes what a response has set. */
  take(header: string): void {
    this.headers.push(header);
    const [pair = ''] = header.split(';');
    const name = pair.slice(0, pair.indexOf('='));
    if (header.includes('Max-Age=0')) this.cookies.delete(name);
    else this.cookies.set(name, pair.slice(name.length + 1));
  }

  /** Another request of this browser, to be answered at once. */
  request(isSecure = true): StoreRequest {
    return { cookies: this.header, isSecure, setCookie: (_, header) => this.take(header) };
  }
}
